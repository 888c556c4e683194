// The end of an object, by counting braces.
#include "today.h"

const char *end_of_object(const char *open) {
    int depth = 0;
    bool in_string = false;
    for (const char *at = open; *at; at++) {
        if (in_string) {
            if (*at == '\\' && at[1])
                at++;
            else if (*at == '"')
                in_string = false;
        } else if (*at == '"') {
            in_string = true;
        } else if (*at == '{') {
            depth++;
        } else if (*at == '}' && --depth == 0) {
            return at + 1;
        }
    }
    return NULL;
}
