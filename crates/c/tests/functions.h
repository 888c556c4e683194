/* A table of all functions of the header: what each argument is. The tests of misuse and the fuzz target are
 * loops over this table. */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H

#include "alipay_acquiring.h"

/* What a function does with an argument. */
enum role {
    END_OF_ARGUMENTS,
    NEW_CONTEXT,     /* a context that the function begins */
    CHANGED_CONTEXT, /* a context that an earlier function has begun */
    CONST_CONTEXT,   /* the same, and the function does not change it */
    BUFFER,          /* bytes that the function writes, with their length */
    RESULT,          /* a value that the function writes */
    BYTES,           /* bytes that the function reads, with their length */
    VALUE,           /* a value that the function reads */
    VALUE_OR_NULL,
    POINTERS,        /* addresses of keys, with their count */
    SIGNING_KEY,     /* what the library has allocated */
    NUMBER,
    CALLBACK
};

/* The memory of the tests has one object of each kind. */
enum object {
    NO_OBJECT,
    DRAFT, CLAIMS, REQUEST_READER, RESPONSE_READER, KEY, CLIENT_KEY, CANCEL, /* contexts */
    REQUEST, RESPONSE, TIME, POLICY, KEYS, FLASH_KEY, CLIENT_FLASH_KEY, FLASH_KEYS, /* values */
    ENVELOPE, ANSWER, UNSIGNED, SIGNATURE, DER, MODULUS, PEM, PRIVATE_PEM, PRIVATE_DER, TIME_TEXT, NAME, IDS, PAGE, /* bytes */
    WRITTEN, SCRATCH, STORE, EXPLANATION,                                    /* buffers */
    RESULT_1, RESULT_2,
    OBJECTS
};

/* The states in which the functions are called. */
enum setup {
    NOTHING,
    DRAFTED, DRAFT_REFUSED, FINISHED_DRAFT,
    CLAIMS_READ, CLAIMS_REFUSED,
    REQUEST_READ, REQUEST_REFUSED, REQUEST_VERIFIED,
    RESPONSE_READ, RESPONSE_REFUSED, RESPONSE_FORGED, RESPONSE_VERIFIED, RESPONSE_MISMATCHED, RESPONSE_MATCHED,
    KEY_REFUSED, SIGNING_KEY_REFUSED,
    CANCEL_NOT_LOADED, CANCEL_IDLE, CANCEL_STORES, CANCEL_SENDS, CANCEL_WAITS, CANCEL_ASKS, CANCEL_ENDED,
    SETUPS
};

struct argument {
    enum role role;
    enum object object;
    size_t size;
    size_t align;
};

/* An argument of a call. `len` is the length, the count, or the number. */
struct value {
    void *at;
    size_t len;
};

enum { MOST_ARGUMENTS = 6 };

struct function {
    const char *name;
    /* Returns the status; for other functions a length. */
    size_t (*call)(const struct value *arguments);
    enum setup setup;
    /* What the call returns after this setup. */
    enum alipay_status status;
    struct argument arguments[MOST_ARGUMENTS];
};

extern const struct function functions[];
extern const size_t function_count;

/* The function of this name. */
const struct function *function_named(const char *name);

int is_context(enum role role);
int is_written(enum role role);
int has_length(enum role role);
/* Functions that explain return a length. */
int is_explain(const struct function *function);
/* These return a text. Its length is the result of a call. */
int returns_text(const struct function *function);
/* On errors these write ALIPAY_OUTCOME_NONE, unless the memory of the outcome is in the way. */
int writes_outcome(const struct function *function);

/* The verify function of the tests: it says what `context` points to, or 0. */
uint32_t verify_as_told(void *context, const uint8_t (*digest)[32], const uint8_t *signature, size_t signature_len);

#endif
