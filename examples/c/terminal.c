/* What a payment terminal does after a `pay` call without a clear result: it cancels the transaction, and
 * retries until the outcome is known or a person must decide.
 *
 * The library's driver, alipay_cancel, decides what to do. This program does it. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <alipay_acquiring.h>

#include "http.h"
#include "options.h"
#include "report.h"
#include "store.h"

/* Everything is static: the contexts keep the addresses of their buffers. */
struct terminal {
    struct options options;
    alipay_signing_key *key;
    alipay_key own_key;
    alipay_key platform_keys[MAX_PLATFORM_KEYS];
    const alipay_key *platform_key_list[MAX_PLATFORM_KEYS];
    alipay_cancel cancel;
    uint8_t record[ALIPAY_REQUEST_MAX_LEN + ALIPAY_CANCEL_OVERHEAD];
    uint8_t envelope[ALIPAY_REQUEST_MAX_LEN];
    struct http_response response;
    /* Twice the response: its texts may be in GBK. */
    uint8_t scratch[2 * HTTP_MAX_RESPONSE];
};

static struct terminal the_terminal;

/* Reads a small text file into `text`. */
static alipay_text read_text(const char *path, char *text, size_t room) {
    FILE *file = fopen(path, "rb");
    size_t len = file == NULL ? 0 : fread(text, 1, room, file);
    if (file == NULL || ferror(file)) {
        fail("%s: %s", path, strerror(errno));
    }
    fclose(file);
    if (len == room) {
        fail("%s: too long for a key", path);
    }
    alipay_text read = {text, len};
    return read;
}

static void load_keys(struct terminal *terminal) {
    char text[16 * 1024], why[256];
    alipay_text read = read_text(terminal->options.key, text, sizeof text);
    if (alipay_signing_key_from_text(read, &terminal->key, why, sizeof why) != ALIPAY_STATUS_OK) {
        fail("--key: %s", why);
    }
    memset(text, 0, sizeof text);
    if (alipay_key_from_signing_key(&terminal->own_key, terminal->key) != ALIPAY_STATUS_OK) {
        fail("--key: it has no public key");
    }
    for (size_t i = 0; i < terminal->options.platform_key_count; i++) {
        alipay_key *key = &terminal->platform_keys[i];
        read = read_text(terminal->options.platform_keys[i], text, sizeof text);
        if (alipay_key_from_text(key, read) != ALIPAY_STATUS_OK) {
            alipay_key_explain(key, why, sizeof why);
            fail("--platform-key: %s", why);
        }
        terminal->platform_key_list[i] = key;
    }
}

/* The time of the terminal's clock. */
static int64_t unix_seconds(void) {
    return (int64_t)time(NULL);
}

static bool random_bytes(uint8_t *bytes, size_t len) {
    FILE *source = fopen("/dev/urandom", "rb");
    bool filled = source != NULL && fread(bytes, 1, len, source) == len;
    if (source != NULL) {
        fclose(source);
    }
    return filled;
}

/* A random number for the jitter. If the system has none, 0: then waits are at their shortest. */
static uint8_t jitter(const struct terminal *terminal) {
    uint8_t random = 255;
    if (terminal->options.jitter && !random_bytes(&random, 1)) {
        random = 0;
    }
    return random;
}

/* The request that this terminal is asked to make, without a reqMsgId and a reqTime. */
static alipay_request wanted(const struct terminal *terminal) {
    alipay_request request;
    memset(&request, 0, sizeof request);
    request.client_id = terminal->options.client_id;
    request.partner_id = terminal->options.partner_id;
    request.acquirement_id = terminal->options.acquirement_id;
    request.merchant_trans_id = terminal->options.merchant_trans_id;
    return request;
}

/* Writes and signs a request with a new reqMsgId and the current time. Returns the length of the envelope;
 * 0 with `why` if that fails. */
static size_t sign(struct terminal *terminal, char *why, size_t why_len) {
    uint8_t random[16];
    char id[2 * sizeof random + 1];
    alipay_draft draft = {{0}};
    alipay_request request = wanted(terminal);
    size_t signature_len, len;
    if (!random_bytes(random, sizeof random)) {
        snprintf(why, why_len, "the system has no random numbers");
        return 0;
    }
    for (size_t i = 0; i < sizeof random; i++) {
        snprintf(id + 2 * i, 3, "%02x", random[i]);
    }
    request.req_msg_id = alipay_text_of(id);
    if (alipay_time_from_unix(unix_seconds(), 0, &request.req_time) != ALIPAY_STATUS_OK) {
        snprintf(why, why_len, "the clock shows no year from 0 to 9999");
        return 0;
    }
    if (alipay_signing_key_signature_len(terminal->key, &signature_len) == ALIPAY_STATUS_OK &&
        alipay_request_draft(&draft, &request, signature_len, terminal->envelope,
                             sizeof terminal->envelope) == ALIPAY_STATUS_OK &&
        alipay_draft_sign(&draft, terminal->key, &len) == ALIPAY_STATUS_OK) {
        return len;
    }
    alipay_draft_explain(&draft, why, why_len);
    return 0;
}

/* Loads what the store holds. Ends the program if that is the cancel of another transaction. */
static bool load(struct terminal *terminal) {
    static uint8_t page[sizeof terminal->record + 1];
    const char *folder = terminal->options.store;
    const char *why_not = NULL;
    char why[256];
    size_t len = 0;
    enum store_found found = store_load(folder, page, sizeof page, &len, &why_not);
    if (found == STORE_ERROR) {
        fail("%s (%s/cancel)", why_not, folder);
    }
    /* Some systems leave such a file after a crash. This program never writes one. */
    if (found == STORE_FOUND && (len == 0 || (page[0] == 0 && memcmp(page, page + 1, len - 1) == 0))) {
        fail("expected a stored cancel, found an empty file; look up the last sale, then delete the file "
             "(%s/cancel)", folder);
    }
    /* A file is replaced as a whole, so one page is enough. */
    if (alipay_cancel_load(&terminal->cancel, &terminal->options.policy, page, len, NULL, 0,
                           terminal->record, sizeof terminal->record) != ALIPAY_STATUS_OK) {
        alipay_cancel_explain(&terminal->cancel, why, sizeof why);
        fail("%s (%s/cancel)", why, folder);
    }
    alipay_request stored, request = wanted(terminal);
    if (alipay_cancel_request(&terminal->cancel, &stored) != ALIPAY_STATUS_OK) {
        return false;
    }
    if (!alipay_text_equal(stored.client_id, request.client_id) ||
        !alipay_text_equal(stored.partner_id, request.partner_id) ||
        !alipay_text_equal(stored.acquirement_id, request.acquirement_id) ||
        !alipay_text_equal(stored.merchant_trans_id, request.merchant_trans_id)) {
        alipay_text id = stored.acquirement_id;
        if (id.data == NULL) {
            id = stored.merchant_trans_id;
        }
        fail("the store holds an unfinished cancel of transaction \"%.*s\"; finish that one first "
             "(%s/cancel)", ALIPAY_TEXT_ARGS(id), folder);
    }
    return true;
}

/* Begins a cancel. Nothing is stored yet, and nothing is sent. */
static void begin(struct terminal *terminal) {
    char why[256] = "";
    size_t len = sign(terminal, why, sizeof why);
    if (len == 0) {
        fail("%s", why);
    }
    if (alipay_cancel_begin(&terminal->cancel, terminal->envelope, len,
                            terminal->options.has_window_end,
                            terminal->options.window_end) != ALIPAY_STATUS_OK) {
        alipay_cancel_explain(&terminal->cancel, why, sizeof why);
        fail("%s", why);
    }
}

/* Stores the bytes, and reports to the driver whether that succeeded. */
static alipay_status store(struct terminal *terminal, const alipay_step *step) {
    const char *why = store_save(terminal->options.store, step->bytes, step->len);
    if (why == NULL) {
        return alipay_cancel_stored(&terminal->cancel);
    }
    report("   the store failed: %s", why);
    return alipay_cancel_store_failed(&terminal->cancel);
}

/* Checks that a request is signed with this terminal's key. It may come from the store, and the store may
 * be older than the key. */
static void check_own(const struct terminal *terminal, const alipay_step *step) {
    alipay_request_reader reader = {{0}};
    char why[256];
    if (alipay_request_read(&reader, step->bytes, step->len, NULL, 0) != ALIPAY_STATUS_OK ||
        alipay_request_verify(&reader, &terminal->own_key) != ALIPAY_STATUS_OK) {
        alipay_request_explain(&reader, why, sizeof why);
        fail("the stored request is not signed with this key: %s (%s/cancel)", why,
             terminal->options.store);
    }
}

/* Sends the request, and passes the answer to the driver. */
static alipay_status post(struct terminal *terminal, const alipay_step *step) {
    const struct options *options = &terminal->options;
    struct http_response *response = &terminal->response;
    uint16_t sends = 0, messages = 0;
    check_own(terminal, step);
    alipay_cancel_counts(&terminal->cancel, &sends, &messages);
    const char *why = http_post(&options->url, options->timeout_ms, step->bytes, step->len, response);
    if (why != NULL) {
        report("%u. sent %zu bytes, no response: %s", sends, step->len, why);
        return alipay_cancel_no_answer(&terminal->cancel);
    }
    report("%u. sent %zu bytes, received %zu", sends, step->len, response->body_len);
    alipay_outcome outcome;
    alipay_status status = alipay_cancel_answer(
        &terminal->cancel, response->body, response->body_len, terminal->scratch,
        sizeof terminal->scratch, terminal->platform_key_list, options->platform_key_count, &outcome);
    alipay_request request;
    if (status == ALIPAY_STATUS_OK &&
        alipay_cancel_request(&terminal->cancel, &request) == ALIPAY_STATUS_OK) {
        report_answer(outcome, &request, response, terminal->scratch, sizeof terminal->scratch,
                      terminal->platform_key_list, options->platform_key_count);
    }
    return status;
}

static alipay_status wait(struct terminal *terminal, const alipay_step *step) {
    uint64_t ms = step->wait_ms;
    struct timespec left = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
    report("   -> try again in %llu ms", (unsigned long long)ms);
    while (nanosleep(&left, &left) < 0 && errno == EINTR) {
    }
    return alipay_cancel_waited(&terminal->cancel);
}

/* Signs a new message for the same transaction. `load` has checked that the stored cancel is the one that
 * this terminal wants, so step->request has the same ids. */
static alipay_status new_message(struct terminal *terminal) {
    char why[256] = "";
    size_t len = sign(terminal, why, sizeof why);
    if (len == 0) {
        report("   -> with the old request: %s", why);
        return alipay_cancel_no_message(&terminal->cancel);
    }
    report("   -> with a new request");
    return alipay_cancel_message(&terminal->cancel, terminal->envelope, len);
}

/* Does what the driver asks for, until the cancel has ended or there is none. */
static alipay_end run(struct terminal *terminal) {
    for (;;) {
        alipay_step step;
        alipay_status status =
            alipay_cancel_step(&terminal->cancel, unix_seconds(), jitter(terminal), &step);
        if (status == ALIPAY_STATUS_OK) {
            switch (step.kind) {
            case ALIPAY_STEP_KIND_STORE:
                status = store(terminal, &step);
                break;
            case ALIPAY_STEP_KIND_SEND:
                status = post(terminal, &step);
                break;
            case ALIPAY_STEP_KIND_WAIT:
                status = wait(terminal, &step);
                break;
            case ALIPAY_STEP_KIND_NEW_MESSAGE:
                status = new_message(terminal);
                break;
            case ALIPAY_STEP_KIND_FINISHED:
            case ALIPAY_STEP_KIND_IDLE:
                return step.end;
            }
        }
        if (status != ALIPAY_STATUS_OK) {
            alipay_text name = alipay_status_name(status);
            char why[256];
            alipay_cancel_explain(&terminal->cancel, why, sizeof why);
            fail("%.*s %s", ALIPAY_TEXT_ARGS(name), why);
        }
    }
}

/* Passes on what a person has decided. Ends the program if no cancel waits for it. */
static void decide(struct terminal *terminal, uint32_t decision) {
    if (alipay_cancel_decided(&terminal->cancel, decision) != ALIPAY_STATUS_OK)
        fail("the store: there is no cancel that waits for this decision (%s/cancel)", terminal->options.store);
}

/* Forgets a cancel that is dealt with, and stores that. */
static bool close_cancel(struct terminal *terminal) {
    decide(terminal, ALIPAY_DECISION_CLOSE);
    return run(terminal) == ALIPAY_END_NONE;
}

/* The exit status of the program; 2 is for wrong usage. */
static int exit_status(alipay_end end) {
    switch (end) {
    case ALIPAY_END_VOID:
        return 0;
    case ALIPAY_END_REFUSED:
        return 3;
    case ALIPAY_END_NOT_PROCESSED:
        return 4;
    case ALIPAY_END_UNCLEAR:
        return 5;
    case ALIPAY_END_NOT_STORED:
        return 6;
    case ALIPAY_END_GAVE_UP:
    case ALIPAY_END_NONE:
        break;
    }
    return 1;
}

/* Informs the cashier and staff. After "void" nothing more is needed, so the cancel is closed. */
static int finish(struct terminal *terminal, alipay_end end) {
    alipay_text text = alipay_end_text(end);
    if (end != ALIPAY_END_VOID) {
        report_evidence(&terminal->cancel);
    } else if (!close_cancel(terminal)) {
        report("   the next run reports this end again");
    }
    report("\n%.*s", ALIPAY_TEXT_ARGS(text));
    if (end != ALIPAY_END_VOID) {
        report("For staff: the cancel waits for a decision, see --decided in the output of --help.");
    }
    return exit_status(end);
}

int main(int argc, char **argv) {
    struct terminal *terminal = &the_terminal;
    signal(SIGPIPE, SIG_IGN); /* a closed pipe does not stop the cancel */
    options_read(&terminal->options, argc, argv);
    load_keys(terminal);
    bool stored = load(terminal);
    int status;
    if (terminal->options.decided == ALIPAY_DECISION_CLOSE) {
        status = close_cancel(terminal) ? 0 : 6;
        report(status == 0 ? "closed the stored cancel" : "the cancel remains stored");
    } else {
        uint16_t sends = 0, messages = 0;
        alipay_cancel_counts(&terminal->cancel, &sends, &messages);
        if (terminal->options.decided == ALIPAY_DECISION_TRY_AGAIN) {
            decide(terminal, ALIPAY_DECISION_TRY_AGAIN);
        } else if (stored) {
            report("found a stored cancel, sent %ux", sends);
        } else {
            begin(terminal);
        }
        status = finish(terminal, run(terminal));
    }
    alipay_signing_key_free(terminal->key);
    return status;
}
