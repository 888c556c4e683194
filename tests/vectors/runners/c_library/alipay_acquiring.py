"""The C library for Python's `ctypes`. Constants, structs and functions are declared as its header says.

This is a tool of the tests, and a start for bindings. It is not a product: only `text` keeps memory alive, and nothing
checks that a result is used while its memory exists.
"""

import ctypes
import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[4]
HEADER = ROOT / "crates/c/include/alipay_acquiring.h"
SCALARS = {
    "char": ctypes.c_char, "uint8_t": ctypes.c_uint8, "uint16_t": ctypes.c_uint16, "int16_t": ctypes.c_int16,
    "uint32_t": ctypes.c_uint32, "uint64_t": ctypes.c_uint64, "int64_t": ctypes.c_int64, "size_t": ctypes.c_size_t,
}
# Functions with a body in the header.
INLINE = {"alipay_text_of", "alipay_text_equal"}


class Library:
    """The functions, as `library.alipay_version()`; the constants, as `library.ALIPAY_STATUS_OK`; and `structs`."""

    def __init__(self, path, header=HEADER):
        self._library = ctypes.CDLL(str(path))
        text = preprocessed(pathlib.Path(header).read_text())
        constants = re.findall(r"#define (ALIPAY_\w+) (-?\d+)$|^ *(ALIPAY_\w+) = (\d+),$", text, re.M)
        for define, number, enumerator, its_number in constants:
            setattr(self, define or enumerator, int(number or its_number))
        self.enums = set(re.findall(r"^enum (\w+)$", text, re.M))
        self.structs = {}
        for name, body in re.findall(r"^typedef struct (\w+) {(.*?)} \1;", text, re.M | re.S):
            self.structs[name] = self._struct(name, body)
        functions = re.findall(r"^([\w ]+[ *])(alipay_\w+)\(((?:[^();]|\(\*\w+\))*)\);", text, re.M)
        for result, name, parameters in functions:
            setattr(self, name, self._function(result, name, parameters))
        missing = set(re.findall(r"\b(alipay_\w+)\(", text)) - {name for _, name, _ in functions} - INLINE
        assert not missing, f"these functions of the header were not understood: {missing}"

    def _struct(self, name, body):
        fields = []
        for declaration in filter(None, map(str.strip, body.split(";"))):
            declared, field, count = re.fullmatch(r"(.*?)(\w+)(?:\[(\w+)\])?", declaration).groups()
            field_type = self._type(declared)
            if count:
                field_type *= int(count) if count.isdigit() else getattr(self, count)
            fields.append((field, field_type))
        return type(name, (ctypes.Structure,), {"_fields_": fields})

    def _function(self, result, name, parameters):
        function = getattr(self._library, name)
        function.restype = None if result.strip() == "void" else self._type(result)
        function.argtypes = [self._parameter(each) for each in parameters.split(",") if each.strip() != "void"]
        return function

    def _parameter(self, declaration):
        if "(" in declaration:  # A pointer to an array.
            return ctypes.c_void_p
        return self._type(re.sub(r"\w+$", "", declaration.strip()))

    def _type(self, declared):
        """The type of a value or of a pointer. A pointer to bytes, or to a pointer, is `c_void_p`."""
        name = re.sub(r"\b(const|struct|enum)\b|[ *]", "", declared)
        pointed = SCALARS.get(name) or self.structs.get(name) or (ctypes.c_uint if name in self.enums else None)
        stars = declared.count("*")
        if stars == 0:
            return pointed or ctypes.c_void_p  # A function.
        is_bytes = pointed in (None, ctypes.c_char, ctypes.c_uint8)
        return ctypes.c_void_p if stars > 1 or is_bytes else ctypes.POINTER(pointed)

    def expect(self, status, *allowed):
        """The status, which is one of those, or success."""
        if status not in (self.ALIPAY_STATUS_OK, *allowed):
            raise ValueError(f"the status is {string(self.alipay_status_name(status))}")
        return status

    def ask(self, function, *arguments, struct):
        """What a function writes into a struct, its last argument; `None` if there is nothing to write."""
        found = self.new(struct)
        status = function(*arguments, ctypes.byref(found))
        self.expect(status, self.ALIPAY_STATUS_NOT_FOUND, self.ALIPAY_STATUS_END)
        return found if status == self.ALIPAY_STATUS_OK else None

    def new(self, name):
        """A struct that is all zeros."""
        return self.structs[name]()

    def text(self, content):
        """Bytes as a text, which keeps them alive."""
        text = self.structs["alipay_text"](ctypes.cast(content, ctypes.c_void_p), len(content))
        text.content = content
        return text


def preprocessed(text):
    """The header without comments, and without what is for C++ or for pointers of another length."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)
    other = {4: 64, 8: 32}[ctypes.sizeof(ctypes.c_void_p)]
    return re.sub(rf"#if(?:def __cplusplus| defined\(ALIPAY_POINTERS_{other}\))\n.*?#endif", "", text, flags=re.S)


def string(text):
    """The string of a text; `None` if it is absent."""
    return None if text.data is None else ctypes.string_at(text.data, text.len).decode()


def load():
    """The library `$ALIPAY_ACQUIRING_LIBRARY`, or the one that `cargo build -p alipay-acquiring-c` writes."""
    built = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug/libalipay_acquiring.so"
    return Library(os.environ.get("ALIPAY_ACQUIRING_LIBRARY", built))
