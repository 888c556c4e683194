// The verdict on each answer that the file `list` names, one path a line.
#include <string.h>

#include "harness.h"
#include "today.h"

static char list[32768], text[16384 + 1];

int main(void) {
    static const char *const outcomes[] = {"unknown", "failed", "success"};
    check("the key", load_key());
    list[receive("list", (uint8_t *)list, sizeof list - 1)] = 0;
    for (char *path = strtok(list, "\n"); path; path = strtok(NULL, "\n")) {
        size_t len = receive(path, (uint8_t *)text, sizeof text - 1);
        text[len] = 0;
        struct result result = conclude(text, len, "1234567asdfasdf1123fda");
        print("verdict ");
        print(path);
        print(result.accepted ? " ok " : " refused ");
        print(outcomes[result.outcome]);
        print("\n");
    }
    return 0;
}
