// The harness of all images in C: files of the emulator in place of the network and the secure element,
// its console, its clock, and the measurement of stack and heap. It is to C what ../src/lib.rs is to Rust.
#ifndef HARNESS_H
#define HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Each image defines it. When it returns, the emulator ends with the returned status: 0 is success.
int main(void);

// Ends the emulator. Status 0 is success.
_Noreturn void end(uint32_t status);

// Ends the emulator with a failure unless `holds` is true.
void check(const char *what, bool holds);

// Writes to the console.
void print(const char *text);

// Writes a line with a name and a number.
void print_number(const char *name, uint32_t number);

// Writes a line with a name and bytes in hexadecimal.
void print_hex(const char *name, const uint8_t *bytes, size_t len);

// Reads a file of the emulator's host into `buffer`, and returns its length. If the file does not exist or
// does not fit, the image ends with a failure.
size_t receive(const char *path, uint8_t *buffer, size_t size);

// Whether a file of the emulator's host has exactly these bytes.
bool same_as_file(const char *path, const uint8_t *bytes, size_t len);

// Calls `work(context)` once, and prints what the call takes:
//   NAME.ticks  ticks of SysTick, without those of an empty call
//   NAME.stack  bytes of stack, without those of an empty call
//   NAME.heap   bytes that malloc has taken from the RAM since the start of the image. malloc returns
//               nothing, so this is the peak, with malloc's own data and with gaps
//   NAME.ram    bytes of RAM: statics, heap and the whole stack
// The emulator runs one instruction per nanosecond of its clock. SysTick counts at the machine's rate.
typedef void work_fn(void *context);
void measure(const char *name, work_fn *work, void *context);

#endif
