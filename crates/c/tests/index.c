/* Every envelope of tests/fixtures/index.tsv: the verdict, and the values. */
#include <stdlib.h>

#include "check.h"

enum { COLUMNS = 6, LONGEST = 2000 };

static unsigned hex(const char *digits) {
    char four[5];
    memcpy(four, digits, 4);
    four[4] = 0;
    return (unsigned)strtoul(four, NULL, 16);
}

static size_t utf8(unsigned character, char *out) {
    size_t len = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const unsigned first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = len - 1; i > 0; i--, character >>= 6) out[i] = (char)(0x80 | (character & 0x3F));
    out[0] = (char)(first[len] | character);
    return len;
}

/* The text of a JSON string in ASCII, from behind its quote. Returns its length. */
static size_t unescape(const char *json, char *text) {
    const char *start = text;
    while (*json != '"') {
        if (*json != '\\') {
            *text++ = *json++;
            continue;
        }
        static const char names[] = "bfnrt", bytes[] = "\b\f\n\r\t";
        const char *name = strchr(names, json[1]);
        if (json[1] == 'u') {
            unsigned character = hex(json + 2);
            json += 6;
            if (character >= 0xD800 && character < 0xDC00) {
                character = 0x10000 + ((character - 0xD800) << 10) + (hex(json + 2) - 0xDC00);
                json += 6;
            }
            text += utf8(character, text);
        } else {
            *text++ = name != NULL ? bytes[name - names] : json[1];
            json += 2;
        }
    }
    return (size_t)(text - start);
}

/* A member of the column `values`, or an absent text. `text` has room for it. */
static alipay_text member(const char *values, const char *name, char *text) {
    alipay_text found = {NULL, 0};
    char quoted[40];
    snprintf(quoted, sizeof quoted, "\"%s\":\"", name);
    for (const char *at = values; (at = strstr(at, quoted)) != NULL; at++) {
        if (at[-1] != '{' && at[-1] != ',') continue;
        found.data = text;
        found.len = unescape(at + strlen(quoted), text);
        return found;
    }
    return found;
}

static void check_member(const char *values, const char *name, alipay_text found) {
    char text[LONGEST];
    alipay_text expected = member(values, name, text);
    EQUAL(found.data == NULL, expected.data == NULL);
    CHECK(found.len == expected.len && (found.len == 0 || memcmp(found.data, expected.data, found.len) == 0));
}

static void check_time(const char *values, const char *name, alipay_time found, alipay_text odd) {
    char text[LONGEST];
    alipay_text expected = member(values, name, text);
    alipay_time time;
    memset(&time, 0, sizeof time);
    if (alipay_time_parse(expected, &time) != ALIPAY_STATUS_OK) {
        check_member(values, name, odd);
    } else {
        int64_t seconds, found_seconds;
        OK(alipay_time_to_unix(&time, &seconds));
        OK(alipay_time_to_unix(&found, &found_seconds));
        EQUAL(found_seconds, seconds);
        EQUAL(found.nanosecond, time.nanosecond);
        EQUAL(found.utc_offset_minutes, time.utc_offset_minutes);
    }
}

static void check_response(const alipay_response_reader *reader, const char *values) {
    alipay_response response;
    OK(alipay_response_values(reader, &response));
    check_member(values, "clientId", response.client_id);
    check_member(values, "reqMsgId", response.req_msg_id);
    check_member(values, "reserve", response.reserve);
    check_member(values, "resultStatus", response.result_status);
    check_member(values, "resultCodeId", response.result_code_id);
    check_member(values, "resultCode", response.result_code);
    check_member(values, "resultMsg", response.result_msg);
    check_member(values, "acquirementId", response.acquirement_id);
    check_member(values, "merchantTransId", response.merchant_trans_id);
    check_time(values, "respTime", response.resp_time, response.odd_resp_time);
    check_time(values, "cancelTime", response.cancel_time, response.odd_cancel_time);
}

static void check_request(const alipay_request_reader *reader, const char *values) {
    alipay_request request;
    const alipay_text none = {NULL, 0};
    char sign_type[LONGEST];
    OK(alipay_request_values(reader, &request));
    check_member(values, "clientId", request.client_id);
    check_member(values, "reqMsgId", request.req_msg_id);
    check_member(values, "reserve", request.reserve);
    check_member(values, "partnerId", request.partner_id);
    check_member(values, "acquirementId", request.acquirement_id);
    check_member(values, "merchantTransId", request.merchant_trans_id);
    EQUAL(request.omit_sign_type != 0, member(values, "signType", sign_type).data == NULL);
    check_time(values, "reqTime", request.req_time, none);
}

/* The status of the step that must fail. */
static alipay_status expected_status(const char *path, const char *reason) {
    /* Members that even an unsigned response has are missing. */
    if (strstr(path, "head") != NULL) return ALIPAY_STATUS_UNDECODABLE;
    if (strcmp(reason, "-") == 0) return ALIPAY_STATUS_OK;
    if (strcmp(reason, "unsigned") == 0) return ALIPAY_STATUS_UNSIGNED;
    if (strcmp(reason, "signature") == 0) return ALIPAY_STATUS_INVALID_SIGNATURE;
    return ALIPAY_STATUS_UNDECODABLE;
}

static void check_row(char **columns, const alipay_key *client, const alipay_key *platform) {
    struct file input = fixture(columns[0]);
    uint8_t *scratch = malloc(input.len);
    if (scratch == NULL) exit(1);
    alipay_status expected = expected_status(columns[0], columns[4]), status;
    const alipay_key *key = strcmp(columns[2], "client") == 0 ? client : platform;
    row("%s", columns[0]);
    if (strcmp(columns[1], "request") == 0) {
        alipay_request_reader reader;
        alipay_result_row_values refusal;
        status = alipay_request_read(&reader, input.bytes, input.len, scratch, input.len);
        if (status == ALIPAY_STATUS_OK) status = alipay_request_verify(&reader, key);
        EQUAL(status, expected);
        EQUAL(alipay_request_refusal(&reader, &refusal), status == 0 ? ALIPAY_STATUS_NOT_FOUND : ALIPAY_STATUS_OK);
        if (status == ALIPAY_STATUS_OK) check_request(&reader, columns[5]);
    } else {
        alipay_response_reader reader;
        alipay_outcome outcome = ALIPAY_OUTCOME_NONE;
        status = alipay_response_read(&reader, input.bytes, input.len, scratch, input.len);
        if (status == ALIPAY_STATUS_OK) status = alipay_response_verify(&reader, key);
        EQUAL(status, expected);
        EQUAL(alipay_response_outcome(&reader, &outcome), status == 0 ? ALIPAY_STATUS_WRONG_ORDER : ALIPAY_STATUS_OK);
        CHECK(outcome != ALIPAY_OUTCOME_SUCCESS);
        if (status == ALIPAY_STATUS_OK) check_response(&reader, columns[5]);
    }
    free(scratch);
    forget(&input);
}

void test_index(void) {
    struct file index = fixture("index.tsv");
    char *text = malloc(index.len + 1);
    alipay_key client, platform;
    size_t rows = 0;
    if (text == NULL) exit(1);
    memcpy(text, index.bytes, index.len);
    text[index.len] = 0;
    load_key(&client, "keys/client_public.spki.pem");
    load_key(&platform, "keys/platform_public.spki.pem");
    /* Without the heading. */
    for (char *line = strchr(text, '\n') + 1; *line != 0; rows++) {
        char *columns[COLUMNS], *end = strchr(line, '\n');
        *end = 0;
        for (int i = 0; i < COLUMNS; i++) {
            columns[i] = line;
            line = strchr(line, '\t');
            if (line == NULL) break;
            *line++ = 0;
        }
        check_row(columns, &client, &platform);
        line = end + 1;
    }
    row("the index");
    CHECK(rows > 150);
    free(text);
    forget(&index);
}
