/* See check.h. */
#include "check.h"

#include <stdarg.h>
#include <stdlib.h>

unsigned long checks, failures;

static char current_row[200] = "";

void row(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(current_row, sizeof current_row, format, arguments);
    va_end(arguments);
}

/* A row that fails fails often; each line is reported once for it. */
static int was_reported(int line) {
    static char reported[sizeof current_row];
    static int reported_line;
    if (reported_line == line && strcmp(reported, current_row) == 0) return 1;
    reported_line = line;
    strcpy(reported, current_row);
    return 0;
}

void report(const char *file, int line, const char *what, long long found, long long expected) {
    if (failures++ < 10000 && !was_reported(line))
        fprintf(stderr, "%s:%d: %s: %s is %lld, expected %lld\n", file, line, current_row, what, found, expected);
}

void check_text(const char *file, int line, const char *what, alipay_text text, const char *expected) {
    checks++;
    if (expected == NULL ? text.data == NULL && text.len == 0
                         : text.data != NULL && text.len == strlen(expected) &&
                memcmp(text.data, expected, text.len) == 0)
        return;
    if (failures++ < 10000 && !was_reported(line))
        fprintf(stderr, "%s:%d: %s: %s is \"%.*s\", expected \"%s\"\n", file, line, current_row, what,
            (int)text.len, text.data == NULL ? "" : text.data, expected == NULL ? "(absent)" : expected);
}

struct file fixture(const char *path) {
    const char *folder = getenv("FIXTURES");
    char name[1000];
    snprintf(name, sizeof name, "%s/%s", folder == NULL ? "tests/fixtures" : folder, path);
    FILE *stream = fopen(name, "rb");
    if (stream == NULL) {
        fprintf(stderr, "cannot open %s\n", name);
        exit(1);
    }
    fseek(stream, 0, SEEK_END);
    struct file file;
    file.len = (size_t)ftell(stream);
    rewind(stream);
    /* Exactly as long as the file, so that a sanitizer sees each read behind its end. */
    file.bytes = malloc(file.len > 0 ? file.len : 1);
    if (file.bytes == NULL || fread(file.bytes, 1, file.len, stream) != file.len) exit(1);
    fclose(stream);
    return file;
}

void forget(struct file *file) {
    free(file->bytes);
    file->bytes = NULL;
    file->len = 0;
}

int inside(const void *piece, size_t piece_len, const void *memory, size_t memory_len) {
    uintptr_t start = (uintptr_t)piece, outer = (uintptr_t)memory;
    return start >= outer && start + piece_len <= outer + memory_len;
}

alipay_text text_of_file(const struct file *file) {
    alipay_text text;
    text.data = (const char *)file->bytes;
    text.len = file->len;
    return text;
}

static alipay_time golden_time(void) {
    alipay_time time;
    memset(&time, 0, sizeof time);
    OK(alipay_time_parse(alipay_text_of("2001-07-04T12:08:56+05:30"), &time));
    return time;
}

alipay_request golden_request(void) {
    alipay_request request;
    memset(&request, 0, sizeof request);
    request.client_id = alipay_text_of("211xxxxxxxxxxxxxxx044");
    request.req_msg_id = alipay_text_of("1234567asdfasdf1123fda");
    request.req_time = golden_time();
    request.reserve = alipay_text_of("{}");
    request.partner_id = alipay_text_of("218820000000000000023");
    request.acquirement_id = alipay_text_of("2015xxxxxxxxxxxxxxxxxxxxx747");
    return request;
}

alipay_response golden_response(void) {
    alipay_response response;
    memset(&response, 0, sizeof response);
    response.client_id = alipay_text_of("211xxxxxxxxxxxxxxx044");
    response.req_msg_id = alipay_text_of("1234567asdfasdf1123fda");
    response.resp_time = golden_time();
    response.reserve = alipay_text_of("{}");
    response.result_status = alipay_text_of("S");
    response.result_code_id = alipay_text_of("00000000");
    response.result_code = alipay_text_of("SUCCESS");
    response.result_msg = alipay_text_of("success");
    response.acquirement_id = alipay_text_of("2015xxxxxxxxxxxxxxxxxxxxx747");
    response.merchant_trans_id = alipay_text_of("510xxxxxxxxxxxxxx002");
    response.cancel_time = golden_time();
    return response;
}

void load_key(alipay_key *key, const char *path) {
    struct file pem = fixture(path);
    memset(key, 0, sizeof *key);
    OK(alipay_key_from_text(key, text_of_file(&pem)));
    forget(&pem);
}
