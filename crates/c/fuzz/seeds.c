/* Seeds: programs that reach the deep states. They are written again for each run, because an operation is the number
 * of a function in the table. */
#include "seeds.h"

#include <stdlib.h>

#include "check.h"
#include "world.h"

enum { LONGEST = 4000, MOST_STEPS = 12 };

struct program {
    uint8_t bytes[LONGEST];
    size_t len;
};

static void add(struct program *program, unsigned byte) {
    if (program->len < LONGEST) program->bytes[program->len++] = (uint8_t)byte;
}

/* A call with its usual arguments. */
static void add_call(struct program *program, const char *name) {
    const struct function *function = function_named(name);
    if (function == NULL) {
        fprintf(stderr, "no function %s\n", name);
        abort();
    }
    add(program, (unsigned)(function - functions));
    add(program, 0);
}

/* An operation that writes bytes into an object. */
static void add_write(struct program *program, unsigned writable, size_t offset, const uint8_t *bytes, size_t len) {
    while (len > 0) {
        size_t part = len < 255 ? len : 255;
        add(program, WRITE_OPERATION);
        add(program, writable);
        add(program, offset & 0xFF);
        add(program, (unsigned)(offset >> 8));
        add(program, (unsigned)part);
        for (size_t i = 0; i < part; i++) add(program, bytes[i]);
        offset += part;
        bytes += part;
        len -= part;
    }
}

static void save(const char *folder, const char *name, const struct program *program) {
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(program->bytes, 1, program->len, file) != program->len || fclose(file) != 0) abort();
}

/* Sequences of calls. */
static const struct {
    const char *name;
    enum setup setup;
    const char *calls[MOST_STEPS];
} sequences[] = {
    {"success-by-steps", NOTHING,
        {"alipay_response_read", "alipay_response_digest", "alipay_response_verify", "alipay_response_values",
            "alipay_response_match", "alipay_response_outcome", "alipay_response_violation", "alipay_response_explain"}},
    {"success-of-a-trusted-caller", RESPONSE_READ,
        {"alipay_response_signature", "alipay_response_assume_verified_by_caller", "alipay_response_match",
            "alipay_response_outcome"}},
    {"request-by-steps", NOTHING,
        {"alipay_claims_read", "alipay_request_read", "alipay_request_verify", "alipay_request_values"}},
    {"draft-by-steps", NOTHING,
        {"alipay_request_draft", "alipay_draft_digest", "alipay_draft_finish", "alipay_response_draft",
            "alipay_draft_finish_with_number", "alipay_response_draft", "alipay_draft_sign"}},
    {"cancel-until-void", NOTHING,
        {"alipay_cancel_load", "alipay_cancel_begin", "alipay_cancel_step", "alipay_cancel_stored",
            "alipay_cancel_step", "alipay_cancel_answer", "alipay_cancel_step", "alipay_cancel_stored",
            "alipay_cancel_step", "alipay_cancel_decided", "alipay_cancel_step", "alipay_cancel_stored"}},
    {"cancel-verified-elsewhere", CANCEL_SENDS,
        {"alipay_cancel_answer_verified_by", "alipay_cancel_evidence", "alipay_cancel_step", "alipay_cancel_stored",
            "alipay_cancel_step"}},
    {"cancel-with-a-store-that-fails", CANCEL_STORES,
        {"alipay_cancel_store_failed", "alipay_cancel_step", "alipay_cancel_waited", "alipay_cancel_step",
            "alipay_cancel_stored", "alipay_cancel_step", "alipay_cancel_no_answer", "alipay_cancel_step"}},
};

void write_seeds(const char *folder) {
    for (size_t i = 0; i < function_count; i++) {
        struct program program = {{0}, 0};
        add(&program, functions[i].setup);
        add_call(&program, functions[i].name);
        save(folder, functions[i].name, &program);
    }
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        struct program program = {{0}, 0};
        add(&program, sequences[i].setup);
        for (size_t j = 0; j < MOST_STEPS && sequences[i].calls[j] != NULL; j++)
            add_call(&program, sequences[i].calls[j]);
        save(folder, sequences[i].name, &program);
    }
    /* A new message differs in its reqMsgId. */
    static const uint8_t other_id[] = "b";
    struct program message = {{0}, 0};
    add(&message, CANCEL_ASKS);
    make_world();
    const char *id = strstr(object_at(ENVELOPE), "asdfasdf1123fda");
    add_write(&message, WRITE_ENVELOPE, (size_t)(id - (const char *)object_at(ENVELOPE)), other_id, 1);
    add_call(&message, "alipay_cancel_message");
    add_call(&message, "alipay_cancel_step");
    save(folder, "new-message", &message);
    /* An odd response has violations. It is as long as the golden one, or shorter with spaces behind it. */
    static const char *const answers[] = {"odd/message-number.json", "odd/status-a.json", "odd/code-unlisted.json"};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct file answer = fixture(answers[i]);
        struct program program = {{0}, 0};
        uint8_t padded[LONGEST / 2];
        memset(padded, ' ', sizeof padded);
        memcpy(padded, answer.bytes, answer.len);
        add(&program, NOTHING);
        add_write(&program, WRITE_ANSWER, 0, padded, places[ANSWER].size);
        static const char *const calls[] = {"alipay_response_read", "alipay_response_verify",
            "alipay_response_violation", "alipay_response_match", "alipay_response_outcome", "alipay_response_error"};
        for (size_t j = 0; j < sizeof calls / sizeof *calls; j++) {
            add_call(&program, calls[j]);
            /* The first violation, not the thousandth: the number is the third argument. */
            if (strstr(calls[j], "violation") == NULL) continue;
            program.bytes[program.len - 1] = 1 << 2;
            add(&program, 0);
        }
        if (answer.len <= places[ANSWER].size) save(folder, answers[i] + 4, &program);
        forget(&answer);
    }
}
