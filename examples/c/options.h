/* The command line of the terminal. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <alipay_acquiring.h>
#include <stdbool.h>

#include "http.h"

#define MAX_PLATFORM_KEYS 4

struct options {
    struct http_url url;
    alipay_text client_id;
    alipay_text partner_id;
    alipay_text acquirement_id;
    alipay_text merchant_trans_id;
    const char *key;
    const char *platform_keys[MAX_PLATFORM_KEYS];
    size_t platform_key_count;
    char store[4096];
    uint32_t timeout_ms;
    alipay_cancel_policy policy;
    bool jitter;
    bool has_window_end;
    int64_t window_end;
    /* 0, or ALIPAY_DECISION_CLOSE, or ALIPAY_DECISION_TRY_AGAIN. */
    uint32_t decided;
};

/* Prints "terminal: ", the text and a hint, and ends the program with status 2. */
_Noreturn void fail(const char *format, ...);

/* Reads the command line. Ends the program after --help, and if the command line is wrong. */
void options_read(struct options *options, int argc, char **argv);

#endif
