/* Drafts: from members to signed envelopes. */
#include <stdlib.h>

#include "check.h"

static uint8_t buffer[ALIPAY_RESPONSE_MAX_LEN];

static alipay_signing_key *signing(const char *path) {
    struct file text = fixture(path);
    alipay_signing_key *key = NULL;
    OK(alipay_signing_key_from_text(text_of_file(&text), &key, NULL, 0));
    forget(&text);
    return key;
}

static void is_file(const uint8_t *bytes, size_t len, const char *path) {
    struct file expected = fixture(path);
    EQUAL(len, expected.len);
    CHECK(len == expected.len && memcmp(bytes, expected.bytes, len) == 0);
    forget(&expected);
}

static void is_signed_span(const alipay_draft *draft, const char *path) {
    const uint8_t *bytes;
    size_t len;
    uint8_t digest[32], other[32];
    OK(alipay_draft_signing_bytes(draft, &bytes, &len));
    is_file(bytes, len, path);
    CHECK(inside(bytes, len, buffer, sizeof buffer));
    OK(alipay_draft_digest(draft, &digest));
    OK(alipay_draft_digest(draft, &other));
    CHECK(memcmp(digest, other, 32) == 0);
}

/* The digest is the one of the signing bytes: a reader of the finished envelope computes the same. */
static void same_digest(const alipay_draft *draft, const uint8_t *envelope, size_t len) {
    alipay_request_reader reader;
    uint8_t drafted[32], read[32];
    OK(alipay_draft_digest(draft, &drafted));
    OK(alipay_request_read(&reader, envelope, len, NULL, 0));
    OK(alipay_request_digest(&reader, &read));
    CHECK(memcmp(drafted, read, 32) == 0);
}

static void golden(void) {
    alipay_draft draft;
    alipay_request request = golden_request();
    alipay_response response = golden_response();
    struct file signature = fixture("golden/request.sig"), envelope = fixture("golden/request.json");
    size_t len = 0, predicted = 0;
    row("the golden request");
    OK(alipay_request_draft(&draft, &request, 256, buffer, sizeof buffer));
    is_signed_span(&draft, "golden/request.span");
    same_digest(&draft, envelope.bytes, envelope.len);
    OK(alipay_draft_finish(&draft, signature.bytes, signature.len, &len));
    is_file(buffer, len, "golden/request.json");
    OK(alipay_request_len(&request, 256, &predicted));
    EQUAL(predicted, len);
    forget(&signature);
    forget(&envelope);

    row("the golden response");
    signature = fixture("golden/response.sig");
    OK(alipay_response_draft(&draft, &response, 256, buffer, sizeof buffer));
    is_signed_span(&draft, "golden/response.span");
    OK(alipay_draft_finish_with_number(&draft, signature.bytes, signature.len, &len));
    is_file(buffer, len, "golden/response.json");
    OK(alipay_response_len(&response, 256, &predicted));
    EQUAL(predicted, len);
    forget(&signature);
}

static void software_keys(void) {
    static const struct {
        const char *key, *signature;
        size_t len;
    } rows[] = {
        {"keys/client_private.pkcs8.pem", "golden/request.sig", 256},
        {"keys/rsa3072_private.pkcs8.pem", "golden/request.rsa3072.sig", 384},
        {"keys/rsa4096_private.pkcs8.pem", "golden/request.rsa4096.sig", 512},
    };
    alipay_request request = golden_request();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        row("signed with %s", rows[i].key);
        alipay_signing_key *key = signing(rows[i].key);
        struct file signature = fixture(rows[i].signature);
        alipay_draft draft;
        alipay_error error;
        alipay_request_reader reader;
        size_t len = 0, finished = 0;
        uint8_t found[ALIPAY_SIGNATURE_MAX_LEN], other[ALIPAY_REQUEST_MAX_LEN];
        OK(alipay_request_draft(&draft, &request, rows[i].len, buffer, sizeof buffer));
        OK(alipay_draft_sign(&draft, key, &len));
        OK(alipay_request_read(&reader, buffer, len, NULL, 0));
        size_t signature_len = 0;
        OK(alipay_request_signature(&reader, found, sizeof found, &signature_len));
        EQUAL(signature_len, signature.len);
        CHECK(memcmp(found, signature.bytes, signature_len) == 0);
        /* From outside it is the same envelope. */
        OK(alipay_request_draft(&draft, &request, rows[i].len, other, sizeof other));
        OK(alipay_draft_finish(&draft, signature.bytes, signature.len, &finished));
        CHECK(finished == len && memcmp(other, buffer, len) == 0);
        row("a draft for another length, %s", rows[i].key);
        OK(alipay_request_draft(&draft, &request, rows[i].len == 256 ? 512 : 256, buffer, sizeof buffer));
        len = 77;
        EQUAL(alipay_draft_sign(&draft, key, &len), ALIPAY_STATUS_SIGNATURE_LENGTH);
        EQUAL(len, 77);
        OK(alipay_draft_error(&draft, &error));
        TEXT(error.code, "signature-length");
        EQUAL(error.needed, rows[i].len == 256 ? 512 : 256);
        forget(&signature);
        alipay_signing_key_free(key);
    }
}

/* Buffers of every length: the exact one is enough, and in memory of exactly this length. */
static void buffers(void) {
    alipay_request request = golden_request();
    alipay_response response = golden_response();
    size_t request_len = 0, response_len = 0;
    OK(alipay_request_len(&request, 256, &request_len));
    OK(alipay_response_len(&response, 256, &response_len));
    for (size_t len = 0; len <= response_len; len++) {
        row("a buffer of %d bytes", (int)len);
        alipay_draft draft;
        alipay_error error;
        uint8_t *exact = malloc(len > 0 ? len : 1);
        if (exact == NULL) exit(1);
        alipay_status expected = len < request_len ? ALIPAY_STATUS_BUFFER_TOO_SMALL : ALIPAY_STATUS_OK;
        EQUAL(alipay_request_draft(&draft, &request, 256, exact, len), expected);
        EQUAL(alipay_draft_error(&draft, &error), expected == 0 ? ALIPAY_STATUS_NOT_FOUND : ALIPAY_STATUS_OK);
        if (expected != 0) EQUAL(error.needed, request_len);
        expected = len < response_len ? ALIPAY_STATUS_BUFFER_TOO_SMALL : ALIPAY_STATUS_OK;
        EQUAL(alipay_response_draft(&draft, &response, 256, exact, len), expected);
        size_t unsigned_len = 0;
        alipay_status status = alipay_response_write_unsigned(&draft, &response, exact, len, &unsigned_len);
        CHECK(status == 0 ? unsigned_len > 0 && unsigned_len <= len : status == ALIPAY_STATUS_BUFFER_TOO_SMALL);
        CHECK(status == 0 || alipay_draft_error(&draft, &error) != 0 || error.needed > len);
        free(exact);
    }
}

static void signature_lengths(void) {
    static const size_t lengths[] = {0, 1, 255, 257, 512, 513, 4096};
    alipay_request request = golden_request();
    alipay_draft draft;
    uint8_t signature[4096];
    size_t len = 77;
    memset(signature, 1, sizeof signature);
    OK(alipay_request_draft(&draft, &request, 256, buffer, sizeof buffer));
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        row("a signature of %d bytes", (int)lengths[i]);
        EQUAL(alipay_draft_finish(&draft, signature, lengths[i], &len), ALIPAY_STATUS_SIGNATURE_LENGTH);
    }
    row("a number that is too long");
    EQUAL(alipay_draft_finish_with_number(&draft, signature, 257, &len), ALIPAY_STATUS_SIGNATURE_LENGTH);
    EQUAL(len, 77);
    row("a number with a leading zero");
    signature[0] = 0;
    OK(alipay_draft_finish_with_number(&draft, signature, 257, &len));
    row("a number without its leading zero");
    OK(alipay_request_draft(&draft, &request, 256, buffer, sizeof buffer));
    OK(alipay_draft_finish_with_number(&draft, signature + 1, 255, &len));
    static const size_t drafted[] = {0, 1, 255, 513, 100000, SIZE_MAX / 4, PTRDIFF_MAX, SIZE_MAX - 2, SIZE_MAX};
    for (size_t i = 0; i < sizeof drafted / sizeof *drafted; i++) {
        row("a draft for a signature of %zu bytes", drafted[i]);
        alipay_status status = alipay_request_draft(&draft, &request, drafted[i], buffer, sizeof buffer);
        CHECK(status == ALIPAY_STATUS_SIGNATURE_LENGTH || status == ALIPAY_STATUS_BUFFER_TOO_SMALL ||
            (drafted[i] < 1000 && status == ALIPAY_STATUS_OK));
        if (status == ALIPAY_STATUS_OK)
            EQUAL(alipay_draft_finish(&draft, signature, drafted[i], &len), ALIPAY_STATUS_SIGNATURE_LENGTH);
        /* A length that no memory has saturates. */
        len = 0;
        OK(alipay_request_len(&request, drafted[i], &len));
        CHECK(len > drafted[i] || len == SIZE_MAX);
    }
}

struct change {
    const char *field;
    size_t offset;
    const char *text;
    const char *code;
};

#define IN_REQUEST(member) offsetof(alipay_request, member)
#define IN_RESPONSE(member) offsetof(alipay_response, member)

static const char long_text[] = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

static const struct change bad_requests[] = {
    {"clientId", IN_REQUEST(client_id), NULL, "empty"},
    {"clientId", IN_REQUEST(client_id), "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "too-long"},
    {"clientId", IN_REQUEST(client_id), "\xC3", "invalid-utf8"},
    {"reqMsgId", IN_REQUEST(req_msg_id), "", "empty"},
    {"reqMsgId", IN_REQUEST(req_msg_id), long_text, "too-long"},
    {"partnerId", IN_REQUEST(partner_id), "\xED\xA0\x80", "invalid-utf8"},
    {"acquirementId", IN_REQUEST(acquirement_id), "", "empty"},
    {"acquirementId", IN_REQUEST(acquirement_id), long_text, "too-long"},
    {"acquirementId or merchantTransId", IN_REQUEST(acquirement_id), NULL, "empty"},
    {"reserve", IN_REQUEST(reserve), "\xFF", "invalid-utf8"},
};

static const struct change bad_responses[] = {
    {"clientId", IN_RESPONSE(client_id), NULL, "empty"},
    {"resultStatus", IN_RESPONSE(result_status), "X", NULL},
    {"resultStatus", IN_RESPONSE(result_status), NULL, NULL},
    {"resultCodeId", IN_RESPONSE(result_code_id), "0000000", NULL},
    {"resultCodeId", IN_RESPONSE(result_code_id), "0000000x", NULL},
    {"resultCode", IN_RESPONSE(result_code), "", "empty"},
    {"resultMsg", IN_RESPONSE(result_msg), "\xFE", "invalid-utf8"},
    {"merchantTransId", IN_RESPONSE(merchant_trans_id), long_text, "too-long"},
    {NULL, IN_RESPONSE(acquirement_id), NULL, NULL},
};

static void names_the_member(const alipay_draft *draft, const struct change *change) {
    alipay_error error;
    char text[200];
    OK(alipay_draft_error(draft, &error));
    if (change->field != NULL) TEXT(error.field, change->field);
    if (change->code != NULL) TEXT(error.code, change->code);
    CHECK(error.code.len > 0);
    size_t len = alipay_draft_explain(draft, text, sizeof text);
    CHECK(len > 0 && len == strlen(text));
}

static void bad_values(void) {
    alipay_draft draft;
    size_t len;
    memset(&draft, 0, sizeof draft);
    for (size_t i = 0; i < sizeof bad_requests / sizeof *bad_requests; i++) {
        row("request with bad %s, row %d", bad_requests[i].field, (int)i);
        alipay_request request = golden_request();
        alipay_text text = alipay_text_of(bad_requests[i].text);
        memcpy((char *)&request + bad_requests[i].offset, &text, sizeof text);
        EQUAL(alipay_request_draft(&draft, &request, 256, buffer, sizeof buffer), ALIPAY_STATUS_VALUE);
        names_the_member(&draft, &bad_requests[i]);
        EQUAL(alipay_request_len(&request, 256, &len), ALIPAY_STATUS_VALUE);
        EQUAL(alipay_draft_finish(&draft, buffer, 256, &len), ALIPAY_STATUS_WRONG_ORDER);
    }
    for (size_t i = 0; i < sizeof bad_responses / sizeof *bad_responses; i++) {
        row("response with bad member, row %d", (int)i);
        alipay_response response = golden_response();
        alipay_text text = alipay_text_of(bad_responses[i].text);
        memcpy((char *)&response + bad_responses[i].offset, &text, sizeof text);
        EQUAL(alipay_response_draft(&draft, &response, 256, buffer, sizeof buffer), ALIPAY_STATUS_VALUE);
        names_the_member(&draft, &bad_responses[i]);
        EQUAL(alipay_response_write_unsigned(&draft, &response, buffer, sizeof buffer, &len), ALIPAY_STATUS_VALUE);
    }
}

/* A call that is wrong leaves the draft as it was. */
static void wrong_calls_keep_the_draft(void) {
    alipay_draft draft;
    alipay_request request = golden_request();
    alipay_response response = golden_response();
    struct file signature = fixture("golden/request.sig");
    uint8_t other[4000];
    size_t len;
    row("a draft after wrong calls");
    OK(alipay_request_draft(&draft, &request, 256, buffer, sizeof buffer));
    EQUAL(alipay_request_draft(&draft, NULL, 256, other, sizeof other), ALIPAY_STATUS_NULL_POINTER);
    EQUAL(alipay_response_draft(&draft, NULL, 256, other, sizeof other), ALIPAY_STATUS_NULL_POINTER);
    EQUAL(alipay_response_write_unsigned(&draft, NULL, other, sizeof other, &len), ALIPAY_STATUS_NULL_POINTER);
    EQUAL(alipay_response_write_unsigned(&draft, &response, other, sizeof other, NULL), ALIPAY_STATUS_NULL_POINTER);
    OK(alipay_draft_finish(&draft, signature.bytes, signature.len, &len));
    is_file(buffer, len, "golden/request.json");
    forget(&signature);
}

/* After the draft is finished, its buffer may be freed. */
static void a_finished_draft_keeps_nothing(void) {
    alipay_draft draft;
    alipay_request request = golden_request();
    struct file signature = fixture("golden/request.sig");
    uint8_t *freed = malloc(ALIPAY_REQUEST_MAX_LEN), digest[32];
    const uint8_t *bytes;
    size_t len;
    row("a finished draft");
    if (freed == NULL) exit(1);
    OK(alipay_request_draft(&draft, &request, 256, freed, ALIPAY_REQUEST_MAX_LEN));
    OK(alipay_draft_finish(&draft, signature.bytes, signature.len, &len));
    /* Results may be in the buffer now. */
    EQUAL(alipay_draft_signing_bytes(&draft, &bytes, (size_t *)(void *)freed), ALIPAY_STATUS_WRONG_ORDER);
    free(freed);
    EQUAL(alipay_draft_finish(&draft, signature.bytes, signature.len, &len), ALIPAY_STATUS_WRONG_ORDER);
    EQUAL(alipay_draft_digest(&draft, &digest), ALIPAY_STATUS_WRONG_ORDER);
    forget(&signature);
}

void test_writing(void) {
    golden();
    software_keys();
    buffers();
    signature_lengths();
    bad_values();
    wrong_calls_keep_the_draft();
    a_finished_draft_keeps_nothing();
}
