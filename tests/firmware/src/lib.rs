//! The harness of all images: files of the emulator in place of the network and the secure element,
//! its console, its clock, and the measurement of the stack.
#![no_std]

#[cfg_attr(target_arch = "riscv32", path = "riscv.rs")]
#[cfg_attr(not(target_arch = "riscv32"), path = "cortex_m.rs")]
mod machine;
pub mod request;

use core::hint::{black_box, spin_loop};
use core::ptr;

use machine::{RAM, semihosting, stack_pointer, start_clock, ticks};
pub use machine::{entry, singleton};

/// The operations of the emulator's host (semihosting).
mod operation {
    pub(crate) const OPEN: usize = 0x01;
    pub(crate) const CLOSE: usize = 0x02;
    pub(crate) const WRITE_CHARACTER: usize = 0x03;
    pub(crate) const READ: usize = 0x06;
    pub(crate) const EXIT_EXTENDED: usize = 0x20;
}

/// Ends the emulator: 0 is success.
pub fn exit(code: u32) -> ! {
    const APPLICATION_EXIT: usize = 0x2_0026;
    let block = [APPLICATION_EXIT, code as usize];
    // SAFETY: two words, as SYS_EXIT_EXTENDED takes them.
    unsafe { semihosting(operation::EXIT_EXTENDED, block.as_ptr() as usize) };
    loop {
        spin_loop();
    }
}

/// Never called: `run` checks that no image except `sign` can panic.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    exit(101)
}

/// Ends the image with a failure unless `holds` is true.
pub fn check(what: &str, holds: bool) {
    if !holds {
        print(what);
        print(": FAILED\n");
        exit(1);
    }
}

/// Writes to the console.
pub fn print(text: &str) {
    for byte in text.bytes() {
        // SAFETY: SYS_WRITEC takes the address of one byte.
        unsafe { semihosting(operation::WRITE_CHARACTER, ptr::from_ref(&byte) as usize) };
    }
}

/// Writes a line with a name and a number.
pub fn print_number(name: &str, number: u32) {
    print(name);
    print(" ");
    let mut digits = [0; 10];
    let mut rest = number;
    let mut len = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        len += 1;
        if rest == 0 {
            break;
        }
    }
    print(str::from_utf8(digits.get(10 - len..).unwrap_or_default()).unwrap_or_default());
    print("\n");
}

/// Writes a line with a name and bytes in hexadecimal.
pub fn print_hex(name: &str, bytes: &[u8]) {
    print(name);
    print(" ");
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            let digit = nibble + if nibble < 10 { b'0' } else { b'a' - 10 };
            print(str::from_utf8(&[digit]).unwrap_or_default());
        }
    }
    print("\n");
}

/// Reads a file of the emulator's host into the start of `buffer`. If the file does not exist or
/// does not fit, the image ends with a failure.
pub fn receive<'b>(path: &str, buffer: &'b mut [u8]) -> &'b mut [u8] {
    let file = File::open(path);
    let len = file.read(buffer);
    check(path, file.read(&mut [0]) == 0);
    buffer.get_mut(..len).unwrap_or_default()
}

/// Whether a file of the emulator's host has exactly these bytes.
pub fn same_as_file(path: &str, bytes: &[u8]) -> bool {
    let file = File::open(path);
    let mut rest = bytes;
    loop {
        let mut buffer = [0; 32];
        let len = file.read(&mut buffer);
        match rest.split_at_checked(len) {
            Some((_, [])) if len == 0 => return true,
            Some((piece, tail)) if len > 0 && buffer.get(..len) == Some(piece) => rest = tail,
            _ => return false,
        }
    }
}

struct File(usize);

impl File {
    fn open(path: &str) -> Self {
        const READ_BINARY: usize = 1;
        // `black_box` hides the length from the optimizer, so that every image contains `memcpy`,
        // as every firmware does. So `memcpy` cancels out when the flash of `empty` is subtracted.
        let len = black_box(path.len());
        let mut name = [0; 64];
        match (name.get_mut(..len), path.as_bytes().get(..len)) {
            (Some(room), Some(path)) if len < 64 => room.copy_from_slice(path),
            _ => check(path, false),
        }
        // SAFETY: SYS_OPEN takes a name that ends with a zero, a mode, and the length of the name.
        let block = [name.as_ptr() as usize, READ_BINARY, path.len()];
        let handle = unsafe { semihosting(operation::OPEN, block.as_ptr() as usize) };
        check(path, handle as isize >= 0);
        Self(handle)
    }

    fn read(&self, buffer: &mut [u8]) -> usize {
        // SAFETY: SYS_READ takes a handle, a buffer and its length. It returns the unused length.
        let block = [self.0, buffer.as_mut_ptr() as usize, buffer.len()];
        let left = unsafe { semihosting(operation::READ, block.as_ptr() as usize) };
        buffer.len().saturating_sub(left)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // SAFETY: SYS_CLOSE takes a handle.
        let block = [self.0];
        unsafe { semihosting(operation::CLOSE, block.as_ptr() as usize) };
    }
}

/// Prints the SysTick ticks, the stack and the RAM that one call of `work` takes. Ticks and stack
/// are those of the call minus those of an empty call. The emulator runs one instruction per
/// nanosecond of its clock, and SysTick counts at the machine's rate.
pub fn measure(name: &str, work: &mut dyn FnMut()) {
    let (empty_ticks, empty_stack, _) = measured(&mut || ());
    let (ticks, stack, mark) = measured(work);
    print(name);
    print_number(".ticks", ticks.saturating_sub(empty_ticks));
    print(name);
    print_number(".stack", stack.saturating_sub(empty_stack));
    let top = &raw const _stack_start as usize;
    let statics_end = &raw const __sheap as usize;
    // The statics, plus the stack from its top.
    let ram = statics_end.wrapping_sub(RAM) + top.wrapping_sub(mark).wrapping_add(stack as usize);
    print(name);
    print_number(".ram", ram as u32);
}

#[inline(never)]
fn measured(work: &mut dyn FnMut()) -> (u32, u32, usize) {
    start_clock();
    let stack = Stack::paint();
    let start = ticks();
    work();
    let ticks = ticks().wrapping_sub(start) & machine::TICKS;
    (ticks, stack.used(), stack.mark as usize)
}

/// The stack below a mark. It is filled with [`PAINT`], and the overwritten part is the used part.
struct Stack {
    mark: *mut u32,
}

/// A word that is neither a return address nor text.
const PAINT: u32 = 0xFEED_FACE;

unsafe extern "C" {
    /// The end of the statics: the stack grows down to here at most.
    static mut __sheap: u32;
    /// The top of the stack.
    static _stack_start: u32;
}

impl Stack {
    #[inline(always)]
    fn paint() -> Self {
        let mark = stack_pointer() as *mut u32;
        let mut word = &raw mut __sheap;
        // SAFETY: the memory between the statics and the stack pointer is not in use.
        while word < mark {
            unsafe { word.write_volatile(PAINT) };
            word = word.wrapping_add(1);
        }
        Self { mark }
    }

    #[inline(always)]
    fn used(&self) -> u32 {
        let mut word = &raw mut __sheap;
        // SAFETY: as above.
        while word < self.mark && unsafe { word.read_volatile() } == PAINT {
            word = word.wrapping_add(1);
        }
        (self.mark as u32).wrapping_sub(word as u32)
    }
}
