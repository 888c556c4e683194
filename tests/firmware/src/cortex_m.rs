//! What is special on a Cortex-M.

use cortex_m::Peripherals;
use cortex_m::peripheral::{SYST, syst::SystClkSource};
pub use cortex_m::singleton;
pub use cortex_m_rt::entry;
use cortex_m_semihosting::syscall1;

/// The start of the RAM of the machines.
pub(crate) const RAM: usize = 0x2000_0000;

/// The bits of a number of ticks.
pub(crate) const TICKS: u32 = 0x00FF_FFFF;

/// An operation of the emulator's host.
///
/// # Safety
///
/// The argument is what the operation takes.
pub(crate) unsafe fn semihosting(operation: usize, argument: usize) -> usize {
    // SAFETY: the caller promises it.
    unsafe { syscall1(operation, argument) }
}

#[inline(always)]
pub(crate) fn stack_pointer() -> u32 {
    cortex_m::register::msp::read()
}

pub(crate) fn start_clock() {
    // SAFETY: no other code in the image uses the peripherals.
    let mut clock = unsafe { Peripherals::steal() }.SYST;
    clock.set_clock_source(SystClkSource::Core);
    clock.set_reload(TICKS);
    clock.enable_counter();
    clock.clear_current();
}

/// SysTick counts down.
pub(crate) fn ticks() -> u32 {
    SYST::get_current().wrapping_neg()
}
