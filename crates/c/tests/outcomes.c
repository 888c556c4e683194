/* All outcomes. The responses are signed here, with the private key of the platform in the fixtures. */
#include "check.h"

enum kind { AS_SIGNED, UNSIGNED_ENVELOPE, CUT, FORGED, OF_ANOTHER };

static const struct {
    alipay_outcome outcome;
    enum kind kind;
    const char *status, *id, *code, *acquirement_id;
    const char *error;
} rows[] = {
    {ALIPAY_OUTCOME_SUCCESS, AS_SIGNED, "S", "00000000", "SUCCESS", NULL, NULL},
    {ALIPAY_OUTCOME_FAILED_TRY_LATER, AS_SIGNED, "F", "00000024", "REQUEST_TRAFFIC_EXCEED_LIMIT", NULL, NULL},
    {ALIPAY_OUTCOME_FAILED_REFUSED, AS_SIGNED, "F", "12005004", "ORDER_NOT_EXIST", NULL, NULL},
    {ALIPAY_OUTCOME_FAILED_NOT_PROCESSED, AS_SIGNED, "F", "00000004", "PARAM_ILLEGAL", NULL, NULL},
    {ALIPAY_OUTCOME_FAILED_UNLISTED, AS_SIGNED, "F", "00000010", "NO_SUCH_CODE", NULL, NULL},
    {ALIPAY_OUTCOME_UNKNOWN_REPORTED, AS_SIGNED, "U", "00000901", "UNKNOWN_EXCEPTION", NULL, NULL},
    {ALIPAY_OUTCOME_UNKNOWN_TRANSACTION, AS_SIGNED, "S", "00000000", "SUCCESS", "2015xxxxxxxxxxxxxxxxxxxxx748",
        "transaction"},
    {ALIPAY_OUTCOME_UNKNOWN_UNSIGNED, UNSIGNED_ENVELOPE, "S", "00000000", "SUCCESS", NULL, "unsigned"},
    {ALIPAY_OUTCOME_UNKNOWN_UNDECODABLE, CUT, "S", "00000000", "SUCCESS", NULL, NULL},
    {ALIPAY_OUTCOME_UNKNOWN_INVALID_SIGNATURE, FORGED, "S", "00000000", "SUCCESS", NULL, "invalid-signature"},
    {ALIPAY_OUTCOME_UNKNOWN_MISMATCH, OF_ANOTHER, "S", "00000000", "SUCCESS", NULL, "mismatch"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static alipay_signing_key *platform;
static alipay_key verifying;

static size_t write_response(size_t i, uint8_t *buffer, size_t buffer_len) {
    alipay_response response = golden_response();
    alipay_draft draft;
    size_t len = 0;
    response.result_status = alipay_text_of(rows[i].status);
    response.result_code_id = alipay_text_of(rows[i].id);
    response.result_code = alipay_text_of(rows[i].code);
    if (rows[i].acquirement_id != NULL) response.acquirement_id = alipay_text_of(rows[i].acquirement_id);
    if (rows[i].kind == OF_ANOTHER) response.req_msg_id = alipay_text_of("another");
    if (rows[i].kind == UNSIGNED_ENVELOPE) {
        OK(alipay_response_write_unsigned(&draft, &response, buffer, buffer_len, &len));
        return len;
    }
    OK(alipay_response_draft(&draft, &response, 256, buffer, buffer_len));
    OK(alipay_draft_sign(&draft, platform, &len));
    if (rows[i].kind == CUT) len--;
    if (rows[i].kind == FORGED) buffer[len - 10] = buffer[len - 10] == 'A' ? 'B' : 'A';
    return len;
}

static void by_steps(const uint8_t *answer, size_t len, size_t i) {
    alipay_response_reader reader;
    alipay_request request = golden_request();
    alipay_outcome outcome;
    alipay_error error;
    char text[300];
    int failed = alipay_response_read(&reader, answer, len, NULL, 0) || alipay_response_verify(&reader, &verifying) ||
        alipay_response_match(&reader, &request);
    EQUAL(failed, rows[i].kind != AS_SIGNED);
    OK(alipay_response_outcome(&reader, &outcome));
    EQUAL(outcome, rows[i].outcome);
    CHECK(alipay_response_explain(&reader, text, sizeof text) == strlen(text) && text[0] != 0);
    alipay_status status = alipay_response_error(&reader, &error);
    if (rows[i].error != NULL) {
        EQUAL(status, ALIPAY_STATUS_OK);
        TEXT(error.code, rows[i].error);
    }
}

/* The driver concludes the same. */
static void by_driver(const uint8_t *answer, size_t len, size_t i) {
    struct file request = fixture("golden/request.json");
    const alipay_key *keys[] = {&verifying};
    alipay_cancel cancel;
    alipay_step step;
    alipay_outcome outcome;
    uint8_t buffer[1100];
    OK(alipay_cancel_load(&cancel, NULL, NULL, 0, NULL, 0, buffer, sizeof buffer));
    OK(alipay_cancel_begin(&cancel, request.bytes, request.len, 0, 0));
    OK(alipay_cancel_step(&cancel, 994228736, 0, &step));
    OK(alipay_cancel_stored(&cancel));
    OK(alipay_cancel_step(&cancel, 994228736, 0, &step));
    EQUAL(step.kind, ALIPAY_STEP_KIND_SEND);
    OK(alipay_cancel_answer(&cancel, answer, len, NULL, 0, keys, 1, &outcome));
    EQUAL(outcome, rows[i].outcome);
    /* Only a success is the end "void". */
    OK(alipay_cancel_step(&cancel, 994228736, 0, &step));
    if (step.kind == ALIPAY_STEP_KIND_STORE) {
        OK(alipay_cancel_stored(&cancel));
        OK(alipay_cancel_step(&cancel, 994228736, 0, &step));
    }
    EQUAL(step.kind == ALIPAY_STEP_KIND_FINISHED && step.end == ALIPAY_END_VOID,
        rows[i].outcome == ALIPAY_OUTCOME_SUCCESS);
    forget(&request);
}

/* Outcomes of responses that this library does not write. */
static void odd_outcomes(void) {
    static const struct {
        const char *path, *error;
        alipay_outcome outcome;
    } odd[] = {
        {"odd/status-accepted.json", NULL, ALIPAY_OUTCOME_UNKNOWN_UNLISTED_STATUS},
        {"odd/status-lower-case-s.json", NULL, ALIPAY_OUTCOME_UNKNOWN_UNLISTED_STATUS},
        {"odd/code-id-zero.json", "code-with-other-id", ALIPAY_OUTCOME_UNKNOWN_CONTRADICTION},
        {"odd/code-unlisted.json", NULL, ALIPAY_OUTCOME_FAILED_UNLISTED},
        {"odd/not-processed.json", NULL, ALIPAY_OUTCOME_FAILED_NOT_PROCESSED},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        row("%s", odd[i].path);
        struct file answer = fixture(odd[i].path);
        alipay_response_reader reader;
        alipay_request request = golden_request();
        alipay_outcome outcome;
        alipay_error error;
        OK(alipay_response_read(&reader, answer.bytes, answer.len, NULL, 0));
        OK(alipay_response_verify(&reader, &verifying));
        OK(alipay_response_match(&reader, &request));
        OK(alipay_response_outcome(&reader, &outcome));
        EQUAL(outcome, odd[i].outcome);
        EQUAL(alipay_response_error(&reader, &error), odd[i].error == NULL ? ALIPAY_STATUS_NOT_FOUND : ALIPAY_STATUS_OK);
        if (odd[i].error != NULL) TEXT(error.code, odd[i].error);
        forget(&answer);
    }
}

static void no_answer(void) {
    alipay_outcome outcome;
    row("no cancel, so no answer");
    alipay_cancel cancel;
    uint8_t buffer[100];
    OK(alipay_cancel_load(&cancel, NULL, NULL, 0, NULL, 0, buffer, sizeof buffer));
    OK(alipay_cancel_answer(&cancel, NULL, 0, NULL, 0, NULL, 0, &outcome));
    EQUAL(outcome, ALIPAY_OUTCOME_UNKNOWN_NO_ANSWER);
}

void test_outcomes(void) {
    struct file pem = fixture("keys/platform_private.pkcs8.pem");
    OK(alipay_signing_key_from_text(text_of_file(&pem), &platform, NULL, 0));
    forget(&pem);
    load_key(&verifying, "keys/platform_public.spki.pem");
    for (size_t i = 0; i < ROWS; i++) {
        uint8_t answer[ALIPAY_RESPONSE_MAX_LEN];
        alipay_text code = alipay_outcome_code(rows[i].outcome);
        row("outcome %.*s, row %d", (int)code.len, code.data, (int)i);
        size_t len = write_response(i, answer, sizeof answer);
        by_steps(answer, len, i);
        by_driver(answer, len, i);
    }
    odd_outcomes();
    no_answer();
    alipay_signing_key_free(platform);
}
