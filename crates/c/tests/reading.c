/* Readers: both roles with the golden messages, keys, matches, claims, unsigned failures, violations. */
#include <stdlib.h>

#include "check.h"

/* The texts of a response are in its input, in its scratch buffer, in the reader, or in the library. */
static void texts_of_response(const alipay_response *response, const alipay_response_reader *reader,
    const struct file *input) {
    const alipay_text texts[] = {response->client_id, response->req_msg_id, response->reserve, response->result_code,
        response->result_msg, response->acquirement_id, response->merchant_trans_id};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK(inside(texts[i].data, texts[i].len, input->bytes, input->len));
    CHECK(inside(response->result_code_id.data, response->result_code_id.len, reader, sizeof *reader));
}

static void golden_answer(void) {
    struct file input = fixture("golden/response.json"), signature = fixture("golden/response.sig");
    alipay_response_reader reader;
    alipay_response response;
    alipay_key key;
    alipay_request request = golden_request();
    alipay_outcome outcome = ALIPAY_OUTCOME_SUCCESS;
    alipay_violation violation;
    alipay_error error;
    uint8_t found[ALIPAY_SIGNATURE_MAX_LEN];
    const uint8_t *span;
    size_t len;
    char text[200];
    row("the golden response");
    load_key(&key, "keys/platform_public.spki.pem");
    OK(alipay_response_read(&reader, input.bytes, input.len, NULL, 0));
    OK(alipay_response_signature(&reader, found, sizeof found, &len));
    CHECK(len == signature.len && memcmp(found, signature.bytes, len) == 0);
    EQUAL(alipay_response_signature(&reader, found, 255, &len), ALIPAY_STATUS_BUFFER_TOO_SMALL);
    OK(alipay_response_signature(&reader, found, 256, &len));
    OK(alipay_response_signing_bytes(&reader, &span, &len));
    CHECK(inside(span, len, input.bytes, input.len) && span[0] == '{' && span[len - 1] == '}');
    EQUAL(alipay_response_outcome(&reader, &outcome), ALIPAY_STATUS_WRONG_ORDER);
    EQUAL(outcome, ALIPAY_OUTCOME_NONE);
    OK(alipay_response_verify(&reader, &key));
    OK(alipay_response_values(&reader, &response));
    texts_of_response(&response, &reader, &input);
    TEXT(response.client_id, "211xxxxxxxxxxxxxxx044");
    TEXT(response.req_msg_id, "1234567asdfasdf1123fda");
    TEXT(response.result_status, "S");
    TEXT(response.result_code_id, "00000000");
    TEXT(response.result_code, "SUCCESS");
    TEXT(response.result_msg, "success");
    TEXT(response.acquirement_id, "2015xxxxxxxxxxxxxxxxxxxxx747");
    TEXT(response.merchant_trans_id, "510xxxxxxxxxxxxxx002");
    TEXT(response.odd_resp_time, NULL);
    EQUAL(response.resp_time.utc_offset_minutes, 330);
    EQUAL(response.cancel_time.year, 2001);
    OK(alipay_response_match(&reader, &request));
    OK(alipay_response_outcome(&reader, &outcome));
    EQUAL(outcome, ALIPAY_OUTCOME_SUCCESS);
    EQUAL(alipay_response_violation(&reader, NULL, 0, &violation), ALIPAY_STATUS_END);
    EQUAL(alipay_response_violation(&reader, &request, 0, &violation), ALIPAY_STATUS_END);
    EQUAL(alipay_response_violation(&reader, &request, SIZE_MAX, &violation), ALIPAY_STATUS_END);
    EQUAL(alipay_response_error(&reader, &error), ALIPAY_STATUS_NOT_FOUND);
    CHECK(alipay_response_explain(&reader, text, sizeof text) == strlen(text) && text[0] != 0);
    forget(&input);
    forget(&signature);
}

static void golden_question(void) {
    struct file input = fixture("golden/request.json"), signature = fixture("golden/request.sig");
    alipay_request_reader reader;
    alipay_request request;
    alipay_result_row_values refusal;
    alipay_claimed claimed;
    alipay_key key;
    uint8_t found[256];
    const uint8_t *span;
    size_t len;
    row("the golden request");
    load_key(&key, "keys/client_public.spki.b64");
    OK(alipay_request_read(&reader, input.bytes, input.len, NULL, 0));
    OK(alipay_request_claimed(&reader, &claimed));
    EQUAL(claimed.is_request, 1);
    TEXT(claimed.claimed_client_id, "211xxxxxxxxxxxxxxx044");
    TEXT(claimed.claimed_function, "alipay.intl.acquiring.common.payCancel");
    TEXT(claimed.claimed_version, "2.0.2");
    TEXT(claimed.claimed_sign_type, "RSA2");
    EQUAL(alipay_request_values(&reader, &request), ALIPAY_STATUS_WRONG_ORDER);
    EQUAL(alipay_request_refusal(&reader, &refusal), ALIPAY_STATUS_NOT_FOUND);
    OK(alipay_request_signature(&reader, found, sizeof found, &len));
    CHECK(len == 256 && memcmp(found, signature.bytes, len) == 0);
    OK(alipay_request_signing_bytes(&reader, &span, &len));
    CHECK(inside(span, len, input.bytes, input.len));
    OK(alipay_request_verify(&reader, &key));
    OK(alipay_request_values(&reader, &request));
    TEXT(request.req_msg_id, "1234567asdfasdf1123fda");
    TEXT(request.partner_id, "218820000000000000023");
    TEXT(request.acquirement_id, "2015xxxxxxxxxxxxxxxxxxxxx747");
    TEXT(request.merchant_trans_id, NULL);
    TEXT(request.reserve, "{}");
    EQUAL(request.omit_sign_type, 0);
    CHECK(inside(request.partner_id.data, request.partner_id.len, input.bytes, input.len));
    /* What was read can be written again. */
    alipay_draft draft;
    uint8_t again[ALIPAY_REQUEST_MAX_LEN];
    OK(alipay_request_draft(&draft, &request, 256, again, sizeof again));
    OK(alipay_draft_finish(&draft, signature.bytes, signature.len, &len));
    CHECK(len == input.len && memcmp(again, input.bytes, len) == 0);
    forget(&input);
    forget(&signature);
}

/* A wrong key, then the right one, as during a rotation. In every form of the key. */
static void rotation(void) {
    static const char *const forms[] = {"keys/client_public.spki.pem", "keys/client_public.pkcs1.b64",
        "keys/client_public.spki.der", "keys/client_public.pkcs1.der"};
    struct file input = fixture("golden/request.json");
    alipay_key wrong, right;
    load_key(&wrong, "keys/platform_public.spki.pem");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        row("rotation to %s", forms[i]);
        struct file key = fixture(forms[i]);
        if (strstr(forms[i], ".der"))
            OK(alipay_key_from_der(&right, key.bytes, key.len));
        else
            OK(alipay_key_from_text(&right, text_of_file(&key)));
        alipay_request_reader reader;
        alipay_result_row_values refusal;
        alipay_request request;
        OK(alipay_request_read(&reader, input.bytes, input.len, NULL, 0));
        EQUAL(alipay_request_verify(&reader, &wrong), ALIPAY_STATUS_INVALID_SIGNATURE);
        OK(alipay_request_refusal(&reader, &refusal));
        TEXT(refusal.result_code, "INVALID_SIGNATURE");
        EQUAL(alipay_request_values(&reader, &request), ALIPAY_STATUS_WRONG_ORDER);
        OK(alipay_request_verify(&reader, &right));
        EQUAL(alipay_request_refusal(&reader, &refusal), ALIPAY_STATUS_NOT_FOUND);
        OK(alipay_request_values(&reader, &request));
        forget(&key);
    }
    forget(&input);
}

/* Keys in flash: a wrong one, one that was spoilt in each word, and the right one. */
static void keys_in_flash(void) {
    struct file input = fixture("golden/request.json");
    alipay_rsa2048_key wrong, right, spoilt;
    alipay_request_reader reader;
    alipay_request request;
    row("keys in flash");
    load_flash_key(&wrong, "keys/platform_public.spki.b64");
    load_flash_key(&right, "keys/client_public.spki.b64");
    OK(alipay_request_read(&reader, input.bytes, input.len, NULL, 0));
    EQUAL(alipay_request_verify_rsa2048(&reader, &wrong), ALIPAY_STATUS_INVALID_SIGNATURE);
    memset(&spoilt, 0, sizeof spoilt);
    EQUAL(alipay_request_verify_rsa2048(&reader, &spoilt), ALIPAY_STATUS_INVALID_SIGNATURE);
    memset(&spoilt, 0xFF, sizeof spoilt);
    EQUAL(alipay_request_verify_rsa2048(&reader, &spoilt), ALIPAY_STATUS_INVALID_SIGNATURE);
    for (size_t i = 0; i < sizeof right / sizeof(uint32_t); i++) {
        row("a key in flash, spoilt in word %d", (int)i);
        spoilt = right;
        ((uint32_t *)(void *)&spoilt)[i] ^= 1;
        EQUAL(alipay_request_verify_rsa2048(&reader, &spoilt), ALIPAY_STATUS_INVALID_SIGNATURE);
    }
    EQUAL(alipay_request_values(&reader, &request), ALIPAY_STATUS_WRONG_ORDER);
    OK(alipay_request_verify_rsa2048(&reader, &right));
    OK(alipay_request_values(&reader, &request));
    forget(&input);
}

static void verified_elsewhere(void) {
    struct file input = fixture("golden/response.json");
    alipay_response_reader reader;
    alipay_request request = golden_request(), other = golden_request(), bad = golden_request();
    alipay_outcome outcome;
    alipay_error error;
    row("verified by the caller, matched to another request, then to the right one");
    other.req_msg_id = alipay_text_of("1234567asdfasdf1123fdb");
    bad.client_id = alipay_text_of("");
    OK(alipay_response_read(&reader, input.bytes, input.len, NULL, 0));
    OK(alipay_response_assume_verified_by_caller(&reader));
    EQUAL(alipay_response_match(&reader, &bad), ALIPAY_STATUS_VALUE);
    EQUAL(alipay_response_outcome(&reader, &outcome), ALIPAY_STATUS_WRONG_ORDER);
    EQUAL(alipay_response_match(&reader, &other), ALIPAY_STATUS_MISMATCH);
    OK(alipay_response_error(&reader, &error));
    TEXT(error.code, "mismatch");
    TEXT(error.field, "reqMsgId");
    OK(alipay_response_outcome(&reader, &outcome));
    EQUAL(outcome, ALIPAY_OUTCOME_UNKNOWN_MISMATCH);
    OK(alipay_response_match(&reader, &request));
    OK(alipay_response_outcome(&reader, &outcome));
    EQUAL(outcome, ALIPAY_OUTCOME_SUCCESS);
    row("a client in other letters is another client");
    other = golden_request();
    other.client_id = alipay_text_of("211XXXXXXXXXXXXXXX044");
    OK(alipay_response_read(&reader, input.bytes, input.len, NULL, 0));
    OK(alipay_response_assume_verified_by_caller(&reader));
    EQUAL(alipay_response_match(&reader, &other), ALIPAY_STATUS_MISMATCH);
    forget(&input);
}

static void stored_request(void) {
    struct file input = fixture("golden/request.json");
    alipay_request_reader reader;
    alipay_request request;
    row("a stored request");
    OK(alipay_request_read(&reader, input.bytes, input.len, NULL, 0));
    OK(alipay_request_assume_from_own_storage(&reader));
    OK(alipay_request_values(&reader, &request));
    TEXT(request.client_id, "211xxxxxxxxxxxxxxx044");
    OK(alipay_request_read(&reader, input.bytes, input.len, NULL, 0));
    OK(alipay_request_assume_verified_by_caller(&reader));
    OK(alipay_request_values(&reader, &request));
    forget(&input);
}

/* Scratch buffers of every length, in memory of exactly this length, for a message with escapes. */
static void scratch_buffers(void) {
    struct file input = fixture("peers/php-default.response.json");
    alipay_key key;
    load_key(&key, "keys/platform_public.spki.pem");
    size_t needed = SIZE_MAX;
    for (size_t len = 0; len <= input.len; len += len < 40 || len > 300 ? 1 : 5) {
        row("a scratch buffer of %d bytes", (int)len);
        uint8_t *scratch = malloc(len > 0 ? len : 1);
        if (scratch == NULL) exit(1);
        alipay_response_reader reader;
        alipay_error error;
        alipay_status status = alipay_response_read(&reader, input.bytes, input.len, scratch, len);
        CHECK(status == ALIPAY_STATUS_OK || status == ALIPAY_STATUS_BUFFER_TOO_SMALL);
        if (status == ALIPAY_STATUS_OK) {
            if (needed == SIZE_MAX) needed = len;
            alipay_response response;
            OK(alipay_response_verify(&reader, &key));
            OK(alipay_response_values(&reader, &response));
            TEXT(response.merchant_trans_id, "510/\xE4\xB8\xAD\xE6\x96\x87\xF0\x9F\x98\x80/002");
            CHECK(inside(response.merchant_trans_id.data, response.merchant_trans_id.len, scratch, len));
        } else {
            CHECK(needed == SIZE_MAX);
            OK(alipay_response_error(&reader, &error));
            CHECK(error.needed > len && error.needed <= input.len);
        }
        free(scratch);
    }
    CHECK(needed < input.len);
    forget(&input);
}

static void claims(void) {
    static const struct {
        const char *path;
        int is_request;
    } rows[] = {{"golden/request.json", 1}, {"golden/response.json", 0}, {"refused/unsigned-success.json", 0}};
    alipay_claims_reader reader;
    alipay_claimed claimed;
    alipay_error error;
    char text[200];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        row("claims of %s", rows[i].path);
        struct file input = fixture(rows[i].path);
        OK(alipay_claims_read(&reader, input.bytes, input.len, NULL, 0, &claimed));
        EQUAL(claimed.is_request, rows[i].is_request);
        TEXT(claimed.claimed_client_id, "211xxxxxxxxxxxxxxx044");
        EQUAL(alipay_claims_error(&reader, &error), ALIPAY_STATUS_NOT_FOUND);
        /* Every shorter text is refused, in memory of exactly its length. */
        for (size_t len = 0; len < input.len; len++) {
            uint8_t *exact = malloc(len > 0 ? len : 1);
            if (exact == NULL) exit(1);
            memcpy(exact, input.bytes, len);
            EQUAL(alipay_claims_read(&reader, exact, len, NULL, 0, &claimed), ALIPAY_STATUS_UNDECODABLE);
            free(exact);
        }
        OK(alipay_claims_error(&reader, &error));
        CHECK(error.offset < input.len && error.code.len > 0);
        CHECK(alipay_claims_explain(&reader, text, sizeof text) == strlen(text) && text[0] != 0);
        forget(&input);
    }
}

static void unsigned_failures(void) {
    static const struct {
        const char *path;
        alipay_status status;
        const char *code;
        int unreadable;
    } rows[] = {
        {"odd/unsigned-gbk.json", ALIPAY_STATUS_OK, "INVALID_SIGNATURE", 1},
        {"odd/unsigned-placeholder.json", ALIPAY_STATUS_OK, NULL, 0},
        {"golden/response.json", ALIPAY_STATUS_UNDECODABLE, NULL, 0},
        {"golden/request.json", ALIPAY_STATUS_UNDECODABLE, NULL, 0},
        {"refused/bom.response.json", ALIPAY_STATUS_UNDECODABLE, NULL, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        row("unsigned failure: %s", rows[i].path);
        struct file input = fixture(rows[i].path);
        alipay_claims_reader reader;
        alipay_unsigned_result result;
        uint8_t *scratch = malloc(2 * input.len);
        if (scratch == NULL) exit(1);
        EQUAL(alipay_unsigned_failure_read(&reader, input.bytes, input.len, scratch, 2 * input.len, &result),
            rows[i].status);
        if (rows[i].status == ALIPAY_STATUS_OK) {
            CHECK(result.claimed_result_code.len > 0);
            if (rows[i].code != NULL) TEXT(result.claimed_result_code, rows[i].code);
            EQUAL(result.result_msg_is_unreadable, rows[i].unreadable);
            if (rows[i].unreadable) TEXT(result.claimed_result_msg, NULL);
        }
        free(scratch);
        forget(&input);
    }
}

static int is(alipay_text text, const char *expected) {
    return text.len == strlen(expected) && memcmp(text.data, expected, text.len) == 0;
}

/* Odd responses: which rules they break. */
static void violations(void) {
    static const struct {
        const char *path, *name, *detail; /* the name of the member, or the code */
    } rows[] = {
        {"odd/acquirement-id-number.json", "acquirementId", "number"},
        {"odd/cancel-time-milliseconds.json", "cancelTime", "number"},
        {"odd/code-id-number.json", "resultCodeId", "number"},
        {"odd/message-object.json", "resultMsg", "object"},
        {"odd/reserve-array.json", "reserve", "array"},
        {"odd/no-resp-time.json", "respTime", NULL},
        {"odd/status-lower-case-s.json", "unlisted-status", NULL},
    };
    alipay_key key;
    load_key(&key, "keys/platform_public.spki.pem");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        row("violations of %s", rows[i].path);
        struct file input = fixture(rows[i].path);
        alipay_response_reader reader;
        alipay_violation violation;
        alipay_request request = golden_request();
        OK(alipay_response_read(&reader, input.bytes, input.len, NULL, 0));
        EQUAL(alipay_response_violation(&reader, NULL, 0, &violation), ALIPAY_STATUS_WRONG_ORDER);
        OK(alipay_response_verify(&reader, &key));
        size_t count = 0, found = 0, alone = 0;
        while (alipay_response_violation(&reader, NULL, alone, &violation) == ALIPAY_STATUS_OK) alone++;
        while (alipay_response_violation(&reader, &request, count, &violation) == ALIPAY_STATUS_OK) {
            CHECK(violation.code.len > 0);
            if (is(violation.field, rows[i].name) || is(violation.code, rows[i].name)) {
                found++;
                if (rows[i].detail != NULL) TEXT(violation.detail, rows[i].detail);
            }
            count++;
        }
        CHECK(found >= 1 && count >= alone && count < 10);
        request.req_msg_id = alipay_text_of("another");
        EQUAL(alipay_response_violation(&reader, &request, 0, &violation), ALIPAY_STATUS_MISMATCH);
        request.client_id = alipay_text_of("");
        EQUAL(alipay_response_violation(&reader, &request, 0, &violation), ALIPAY_STATUS_VALUE);
        forget(&input);
    }
}

void test_reading(void) {
    golden_answer();
    golden_question();
    rotation();
    keys_in_flash();
    verified_elsewhere();
    stored_request();
    scratch_buffers();
    claims();
    unsigned_failures();
    violations();
}
