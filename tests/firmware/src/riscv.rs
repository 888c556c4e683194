//! What is special on RISC-V.

use core::arch::asm;

pub use riscv_rt::entry;

/// A static value, once: as `cortex_m::singleton`.
#[macro_export]
macro_rules! once {
    (: $type:ty = $value:expr) => {{
        static mut VALUE: $type = $value;
        static mut IS_TAKEN: bool = false;
        // SAFETY: the images have one thread, and no interrupts.
        unsafe {
            let is_first = !IS_TAKEN;
            IS_TAKEN = true;
            is_first.then(|| &mut *(&raw mut VALUE))
        }
    }};
}
pub use crate::once as singleton;

/// The start of the RAM in `memory.x`.
pub(crate) const RAM: usize = 0x8010_0000;

/// The bits of a number of ticks.
pub(crate) const TICKS: u32 = u32::MAX;

/// An operation of the emulator's host: the three instructions, without compression, mark it.
///
/// # Safety
///
/// The argument is what the operation takes.
#[inline(never)]
pub(crate) unsafe fn semihosting(operation: usize, argument: usize) -> usize {
    let result;
    // SAFETY: the caller promises it.
    unsafe {
        asm!(
            ".option push",
            ".option norvc",
            ".balign 16",
            "slli x0, x0, 0x1f",
            "ebreak",
            "srai x0, x0, 7",
            ".option pop",
            inout("a0") operation => result,
            in("a1") argument,
        );
    }
    result
}

#[inline(always)]
pub(crate) fn stack_pointer() -> u32 {
    let pointer;
    // SAFETY: it only reads a register.
    unsafe { asm!("mv {}, sp", out(reg) pointer) };
    pointer
}

/// The counter of instructions always runs.
pub(crate) fn start_clock() {}

/// The emulator counts one instruction as one cycle.
pub(crate) fn ticks() -> u32 {
    let ticks;
    // SAFETY: it only reads a register.
    unsafe { asm!("csrr {}, minstret", out(reg) ticks) };
    ticks
}
