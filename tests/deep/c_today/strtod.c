// A small strtod in place of newlib's: exact for whole numbers of up to 15 digits, which is all that this
// protocol could need. newlib's brings its big numbers, soft floating point and, through an assert, stdio.
#include <stdlib.h>

double strtod(const char *text, char **end) {
    const char *at = text + (*text == '-');
    double value = 0;
    for (; *at >= '0' && *at <= '9'; at++)
        value = value * 10 + (*at - '0');
    while (*at && (*at == '.' || *at == 'e' || *at == 'E' || *at == '+' || *at == '-' || (*at >= '0' && *at <= '9')))
        at++;
    if (end)
        *end = (char *)at;
    return *text == '-' ? -value : value;
}
