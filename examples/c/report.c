#include "report.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void report(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
}

/* Prints a text of a peer in quotes. A control character could control the screen, so it becomes '?',
 * and so does a quote. */
static void print_quoted(alipay_text text) {
    putchar('"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        /* C1, the other control characters, are C2 80 to C2 9F in UTF-8. */
        bool c1 = byte == 0xC2 && i + 1 < text.len && (unsigned char)text.data[i + 1] < 0xA0;
        bool control = byte < 0x20 || byte == 0x7F || byte == '"' || c1;
        putchar(control ? '?' : byte);
        i += c1;
    }
    putchar('"');
}

/* Prints the result and the violations of a response that was verified. */
static void report_values(const alipay_response_reader *reader, const alipay_request *request) {
    alipay_response values;
    alipay_violation violation;
    for (size_t i = 0;
         alipay_response_violation(reader, request, i, &violation) == ALIPAY_STATUS_OK; i++) {
        report("   violation: %.*s %.*s %.*s", ALIPAY_TEXT_ARGS(violation.field),
               ALIPAY_TEXT_ARGS(violation.code), ALIPAY_TEXT_ARGS(violation.detail));
    }
    if (alipay_response_values(reader, &values) == ALIPAY_STATUS_OK) {
        printf("   ");
        print_quoted(values.result_code);
        printf(": ");
        print_quoted(values.result_msg);
        putchar('\n');
    }
}

void report_answer(alipay_outcome outcome, const alipay_request *request,
                   const struct http_response *response, uint8_t *scratch, size_t scratch_len,
                   const alipay_key *const *keys, size_t key_count) {
    alipay_response_reader reader = {{0}};
    alipay_text code = alipay_outcome_code(outcome);
    char why[512];
    alipay_status status = alipay_response_read(&reader, response->body, response->body_len, scratch,
                                                scratch_len);
    if (status == ALIPAY_STATUS_OK) {
        status = ALIPAY_STATUS_INVALID_SIGNATURE;
        for (size_t i = 0; i < key_count && status == ALIPAY_STATUS_INVALID_SIGNATURE; i++) {
            status = alipay_response_verify(&reader, keys[i]);
        }
    }
    if (status == ALIPAY_STATUS_OK &&
        alipay_response_match(&reader, request) == ALIPAY_STATUS_OK) {
        report_values(&reader, request);
    }
    alipay_response_explain(&reader, why, sizeof why);
    report("   %.*s: %s", ALIPAY_TEXT_ARGS(code), why);
}

void report_evidence(const alipay_cancel *cancel) {
    alipay_evidence evidence;
    if (alipay_cancel_evidence(cancel, &evidence) != ALIPAY_STATUS_OK) {
        return;
    }
    printf("   for staff: %.*s: ", ALIPAY_TEXT_ARGS(evidence.kind));
    print_quoted(evidence.code);
    printf(" (");
    print_quoted(evidence.message);
    report(")");
}
