// One answer of 690 bytes, from its bytes to the outcome.
#include "harness.h"
#include "today.h"

static char text[1024 + 1];
static size_t len;
static struct result result;

static void work(void *context) {
    (void)context;
    result = conclude(text, len, "1234567asdfasdf1123fda");
}

int main(void) {
    const char *path = "answers/refused.json";
    check("the key", load_key());
    len = receive(path, (uint8_t *)text, sizeof text - 1);
    measure("verify", work, 0);
    check(path, result.accepted && result.outcome == FAILED);
    return 0;
}
