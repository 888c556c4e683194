#define _POSIX_C_SOURCE 200809L

#include "options.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char HELP[] =
    "usage: terminal --key FILE --platform-key FILE [OPTION VALUE]...\n"
    "\n"
    "Cancels a transaction whose pay call had no clear result. Retries until the outcome is known or a\n"
    "person must decide. The request is stored before it is sent, so that the same bytes can be sent again\n"
    "after a power cut. The URL and the ids are by default those of `cargo run -p gateway`.\n"
    "\n"
    "  --key FILE                 this client's private key, PEM or bare base64\n"
    "  --platform-key FILE        the platform's public key, PEM or bare base64; may be given again, for\n"
    "                             a key rotation\n";
static const char HELP_OPTIONS[] =
    "  --url URL                  the platform's URL; http only (a real terminal adds TLS)\n"
    "  --client-id ID             clientId\n"
    "  --partner-id ID            partnerId\n"
    "  --acquirement-id ID        the transaction, by Alipay's id\n"
    "  --merchant-trans-id ID     the transaction, by the merchant's id; both ids may be given\n"
    "  --store FOLDER             keeps the cancel; a private folder, by default in XDG_STATE_HOME or in\n"
    "                             .local/state of HOME\n"
    "  --decided DECISION         what a person has decided about a cancel that has ended: try-again, with\n"
    "                             a new request and new limits, or close, if the sale is dealt with\n"
    "\n"
    "retry\n"
    "  --timeout MS               how long to wait for a response, in milliseconds\n"
    "  --first-wait MS            the wait before the first retry; each later wait is twice as long\n"
    "  --longest-wait MS          the longest wait\n"
    "  --jitter on|off            whether waits are shortened at random, by half at most\n"
    "  --attempts N               how often to send, counted over all runs\n"
    "  --renew-after S            replace a request of this age, in seconds, by a new one\n"
    "  --give-up-after S          how long to keep trying, in seconds, after three sends at least\n"
    "  --window-end TIME          until when the platform accepts the cancel, such as\n"
    "                             2026-11-30T00:15:00+08:00; by default there is no such limit\n"
    "  --help                     print this text\n";
static const char HELP_STATUS[] =
    "\n"
    "exit status   0  the sale is void; after --decided close: the cancel is closed\n"
    "              1  not known after all attempts\n"
    "              2  wrong usage, or a key or the store cannot be read: the outcome is unknown\n"
    "              3  the cancel was refused\n"
    "              4  not processed, as the platform says: a person must find the cause\n"
    "              5  the terminal cannot conclude from the response\n"
    "              6  the store cannot be written\n"
    "After 1 and 3 to 6 the cancel remains stored, and each run reports its end again, until a person has\n"
    "decided.\n";

static const char URL[] = "http://127.0.0.1:8642/api/alipay/intl/acquiring/common/paycancel.htm";

void fail(const char *format, ...) {
    va_list arguments;
    fputs("terminal: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputs("\n\nfor usage, run with --help\n", stderr);
    exit(2);
}

/* The number in a value, which is at most `max`. */
static uint32_t number(const char *option, const char *value, uint32_t max) {
    size_t digits = strspn(value, "0123456789");
    unsigned long long found = strtoull(value, NULL, 10);
    if (digits == 0 || digits > 10 || value[digits] != '\0' || found > max) {
        fail("%s: expected a whole number of at most %lu, found \"%s\"", option, (unsigned long)max,
             value);
    }
    return (uint32_t)found;
}

/* The index of a value in a list of two words. */
static int word(const char *option, const char *value, const char *first, const char *second) {
    if (strcmp(value, first) == 0) {
        return 0;
    }
    if (strcmp(value, second) != 0) {
        fail("%s: expected %s or %s, found \"%s\"", option, first, second, value);
    }
    return 1;
}

static void set_window_end(struct options *options, const char *option, const char *value) {
    alipay_time time;
    if (alipay_time_parse(alipay_text_of(value), &time) != ALIPAY_STATUS_OK ||
        alipay_time_to_unix(&time, &options->window_end) != ALIPAY_STATUS_OK) {
        fail("%s: expected a time such as 2026-11-30T00:15:00+08:00, found \"%s\"", option, value);
    }
    options->has_window_end = true;
}

static void add_platform_key(struct options *options, const char *option, const char *value) {
    if (options->platform_key_count == MAX_PLATFORM_KEYS) {
        fail("%s: given more than %d times", option, MAX_PLATFORM_KEYS);
    }
    options->platform_keys[options->platform_key_count] = value;
    options->platform_key_count++;
}

static void set_store(struct options *options, const char *option, const char *folder,
                      const char *below) {
    int len = snprintf(options->store, sizeof options->store, "%s%s", folder, below);
    if (len <= 0 || (size_t)len >= sizeof options->store) {
        fail("%s: the path is empty or too long", option);
    }
}

/* A folder of this user. In a folder that is shared, such as that for temporary files, others could
 * delete the cancel. */
static void set_default_store(struct options *options) {
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (state != NULL && state[0] == '/') {
        set_store(options, "XDG_STATE_HOME", state, "/alipay-acquiring-terminal");
    } else if (home != NULL && home[0] == '/') {
        set_store(options, "HOME", home, "/.local/state/alipay-acquiring-terminal");
    } else {
        fail("there is no HOME for the store: give one with --store");
    }
}

static void set(struct options *options, const char *option, const char *value) {
    struct {
        const char *option;
        alipay_text *text;
    } const texts[] = {
        {"--client-id", &options->client_id},
        {"--partner-id", &options->partner_id},
        {"--acquirement-id", &options->acquirement_id},
        {"--merchant-trans-id", &options->merchant_trans_id},
    };
    struct {
        const char *option;
        uint32_t *number;
    } const numbers[] = {
        {"--timeout", &options->timeout_ms},
        {"--first-wait", &options->policy.first_wait_ms},
        {"--longest-wait", &options->policy.longest_wait_ms},
        {"--renew-after", &options->policy.renew_after_s},
        {"--give-up-after", &options->policy.give_up_after_s},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(option, texts[i].option) == 0) {
            *texts[i].text = alipay_text_of(value);
            return;
        }
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strcmp(option, numbers[i].option) == 0) {
            *numbers[i].number = number(option, value, UINT32_MAX);
            return;
        }
    }
    if (strcmp(option, "--url") == 0) {
        if (!http_parse_url(value, &options->url)) {
            fail("%s: expected http://host:port/path, found \"%s\"", option, value);
        }
    } else if (strcmp(option, "--key") == 0) {
        options->key = value;
    } else if (strcmp(option, "--platform-key") == 0) {
        add_platform_key(options, option, value);
    } else if (strcmp(option, "--store") == 0) {
        set_store(options, option, value, "");
    } else if (strcmp(option, "--attempts") == 0) {
        options->policy.sends = (uint16_t)number(option, value, UINT16_MAX);
    } else if (strcmp(option, "--window-end") == 0) {
        set_window_end(options, option, value);
    } else if (strcmp(option, "--jitter") == 0) {
        options->jitter = word(option, value, "on", "off") == 0;
    } else if (strcmp(option, "--decided") == 0) {
        bool close = word(option, value, "try-again", "close") == 1;
        options->decided = close ? ALIPAY_DECISION_CLOSE : ALIPAY_DECISION_TRY_AGAIN;
    } else {
        fail("unknown option \"%s\"", option);
    }
}

void options_read(struct options *options, int argc, char **argv) {
    memset(options, 0, sizeof *options);
    alipay_cancel_policy_default(&options->policy);
    options->client_id = alipay_text_of("211xxxxxxxxxxxxxxx044");
    options->partner_id = alipay_text_of("218820000000000000023");
    options->timeout_ms = 10000;
    options->jitter = true;
    http_parse_url(URL, &options->url);
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--help") == 0) {
            printf("%s%s%s", HELP, HELP_OPTIONS, HELP_STATUS);
            exit(0);
        }
        if (i + 1 == argc) {
            fail("%s needs a value", argv[i]);
        }
        set(options, argv[i], argv[i + 1]);
    }
    if (options->acquirement_id.data == NULL && options->merchant_trans_id.data == NULL) {
        options->merchant_trans_id = alipay_text_of("510xxxxxxxxxxxxxx002");
    }
    if (options->key == NULL || options->platform_key_count == 0) {
        fail("expected --key and --platform-key");
    }
    if (options->store[0] == '\0') {
        set_default_store(options);
    }
}
