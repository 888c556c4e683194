// The whole harness and nothing else. Its flash is subtracted from the flash of the other images in C.
#include <string.h>

#include "harness.h"

// Not inlined, so that the image contains memcpy and memset, as every firmware does. So they cancel out when
// the flash of this image is subtracted. The harness calls memcmp.
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;
static void *(*volatile set)(void *, int, size_t) = memset;

static void nothing(void *context) {
    (void)context;
}

int main(void) {
    static uint8_t buffer[1024], again[1024];
    const char *path = "golden/request.json";
    size_t len = receive(path, buffer, sizeof buffer);
    set(again, 0, sizeof again);
    copy(again, buffer, len);
    check("the same file", same_as_file(path, again, len));
    print_hex("first", again, 4);
    measure("empty", nothing, 0);
    return 0;
}
