// From reset to main: the vector table, the floating-point unit, the initial values of the statics.
#include "harness.h"

// Defined by image.ld.
extern uint32_t _stack_start[];
extern uint32_t __sdata[], __edata[], __sidata[], __sbss[], __ebss[];

_Noreturn void reset(void);
_Noreturn void fault(void);

// No image uses an interrupt, so every exception except the reset is a fault.
__attribute__((section(".vector_table"), used)) static const struct {
    uint32_t *stack;
    void (*handlers[15])(void);
} vector_table = {
    _stack_start,
    {reset, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault},
};

_Noreturn void reset(void) {
#ifdef __ARM_FP
    // Full access to the coprocessors 10 and 11. Without it, each floating-point instruction is a fault.
    *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20;
    __asm volatile("dsb\n\tisb" ::: "memory");
#endif
    // Word by word: image.ld aligns the sections.
    for (uint32_t *to = __sdata, *from = __sidata; to < __edata; to++, from++)
        *to = *from;
    for (uint32_t *to = __sbss; to < __ebss; to++)
        *to = 0;
    end((uint32_t)main());
}

_Noreturn void fault(void) {
    print("fault\n");
    end(102);
}
