#include "harness.h"

#include <errno.h>
#include <string.h>

// ---- The emulator's services (Arm's "semihosting") ----

enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITEC = 0x03,
    SYS_READ = 0x06,
    SYS_EXIT_EXTENDED = 0x20,
    READ_BINARY = 1,
    APPLICATION_EXIT = 0x20026,
};

// Every service takes its number in r0 and the address of its arguments in r1, and returns in r0.
static uint32_t service(uint32_t number, const void *arguments) {
    register uint32_t r0 __asm("r0") = number;
    register const void *r1 __asm("r1") = arguments;
    __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

_Noreturn void end(uint32_t status) {
    const uint32_t arguments[] = {APPLICATION_EXIT, status};
    for (;;)
        service(SYS_EXIT_EXTENDED, arguments);
}

void check(const char *what, bool holds) {
    if (!holds) {
        print(what);
        print(": FAILED\n");
        end(1);
    }
}

void print(const char *text) {
    for (; *text; text++)
        service(SYS_WRITEC, text);
}

void print_number(const char *name, uint32_t number) {
    char digits[11] = {0};
    char *first = digits + 10;
    do {
        *--first = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    print(name);
    print(" ");
    print(first);
    print("\n");
}

void print_hex(const char *name, const uint8_t *bytes, size_t len) {
    static const char digits[] = "0123456789abcdef";
    print(name);
    print(" ");
    for (size_t i = 0; i < len; i++) {
        service(SYS_WRITEC, &digits[bytes[i] >> 4]);
        service(SYS_WRITEC, &digits[bytes[i] & 15]);
    }
    print("\n");
}

static uint32_t open_file(const char *path) {
    const uint32_t arguments[] = {(uint32_t)path, READ_BINARY, strlen(path)};
    uint32_t handle = service(SYS_OPEN, arguments);
    check(path, (int32_t)handle >= 0);
    return handle;
}

// Returns how many bytes were read: fewer than `size` only at the end of the file.
static size_t read_file(uint32_t handle, void *buffer, size_t size) {
    const uint32_t arguments[] = {handle, (uint32_t)buffer, size};
    return size - service(SYS_READ, arguments);
}

static void close_file(uint32_t handle) {
    service(SYS_CLOSE, &handle);
}

size_t receive(const char *path, uint8_t *buffer, size_t size) {
    uint8_t more;
    uint32_t file = open_file(path);
    size_t len = read_file(file, buffer, size);
    check(path, read_file(file, &more, 1) == 0);
    close_file(file);
    return len;
}

bool same_as_file(const char *path, const uint8_t *bytes, size_t len) {
    uint8_t piece[32];
    uint32_t file = open_file(path);
    size_t at = 0, read;
    bool same = true;
    while (same && (read = read_file(file, piece, sizeof piece)) > 0) {
        same = read <= len - at && memcmp(piece, bytes + at, read) == 0;
        at += read;
    }
    close_file(file);
    return same && at == len;
}

// ---- The heap ----

// Defined by image.ld.
extern uint8_t __sram[], __sheap[], _stack_start[];

// The end of what malloc has taken.
static uint8_t *heap_end = __sheap;

static uint8_t *stack_pointer(void) {
    uint8_t *pointer;
    __asm volatile("mov %0, sp" : "=r"(pointer));
    return pointer;
}

// newlib's malloc calls it for more memory. It refuses to let the heap reach the stack. `used`: the link-time
// optimizer does not see newlib's call.
__attribute__((used)) void *_sbrk(ptrdiff_t size) {
    enum { DISTANCE = 64 };
    uint8_t *start = heap_end;
    size = (size + 7) & ~7; // measured() paints aligned words
    if (size > stack_pointer() - DISTANCE - start) {
        errno = ENOMEM;
        return (void *)-1;
    }
    heap_end += size;
    return start;
}

// ---- Measurement ----

// A word that is neither a return address nor text.
enum { PAINT = 0x5EEDFACE };

// SysTick: control, reload and current value. It counts down, 24 bits wide.
static volatile uint32_t *const systick = (volatile uint32_t *)0xE000E010;
enum { COUNTER_MASK = 0x00FFFFFF, ENABLE_FROM_CORE_CLOCK = 5 };

struct cost {
    uint32_t ticks, stack;
    uint8_t *mark; // the stack pointer before the call
};

// Fills the stack below this function with a pattern, calls `work`, and finds the part that was overwritten.
__attribute__((noinline)) static struct cost measured(work_fn *work, void *context) {
    systick[1] = COUNTER_MASK;
    systick[0] = ENABLE_FROM_CORE_CLOCK;
    uint8_t *mark = stack_pointer();
    for (volatile uint32_t *word = (uint32_t *)heap_end; (uint8_t *)word < mark; word++)
        *word = PAINT;
    systick[2] = 0;
    uint32_t start = systick[2];
    work(context);
    uint32_t ticks = (start - systick[2]) & COUNTER_MASK;
    // The heap may have grown into the pattern.
    volatile uint32_t *word = (uint32_t *)heap_end;
    while ((uint8_t *)word < mark && *word == PAINT)
        word++;
    check("stack overflow", (uint8_t *)word > heap_end);
    return (struct cost){ticks, (uint32_t)(mark - (uint8_t *)word), mark};
}

static void nothing(void *context) {
    (void)context;
}

static void print_figure(const char *name, const char *figure, uint32_t number) {
    print(name);
    print_number(figure, number);
}

void measure(const char *name, work_fn *work, void *context) {
    struct cost empty = measured(nothing, 0);
    struct cost cost = measured(work, context);
    uint32_t heap = heap_end - __sheap, statics = __sheap - __sram;
    print_figure(name, ".ticks", cost.ticks - empty.ticks);
    print_figure(name, ".stack", cost.stack - empty.stack);
    print_figure(name, ".heap", heap);
    print_figure(name, ".ram", statics + heap + (_stack_start - cost.mark) + cost.stack);
}
