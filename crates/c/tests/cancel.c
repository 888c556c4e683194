/* The driver of a cancel: the loop of a terminal against a platform that answers as a table says, with power cuts. */
#include "check.h"

#define START 994228736

struct device {
    alipay_cancel cancel;
    uint8_t buffer[1100];
    uint8_t pages[2][1100];
    size_t lens[2];
    int64_t now;
    unsigned messages, sends, waits, stores, cuts;
    int broken_store;
    int power_cuts;
    int verified_elsewhere;
};

static alipay_signing_key *client, *platform;
static alipay_key client_key, platform_key;
static alipay_rsa2048_key client_flash, platform_flash;
static uint32_t holds;

static void load(struct device *device) {
    OK(alipay_cancel_load(&device->cancel, NULL, device->pages[0], device->lens[0], device->pages[1], device->lens[1],
        device->buffer, sizeof device->buffer));
}

/* A signed request of this terminal: the number is in its reqMsgId. */
static size_t sign_request(unsigned number, int64_t now, uint8_t *envelope, size_t room) {
    alipay_request request = golden_request();
    alipay_draft draft;
    char id[20];
    size_t len = 0;
    snprintf(id, sizeof id, "message-%u", number);
    request.req_msg_id = alipay_text_of(id);
    OK(alipay_time_from_unix(now, 480, &request.req_time));
    OK(alipay_request_draft(&draft, &request, 256, envelope, room));
    OK(alipay_draft_sign(&draft, client, &len));
    return len;
}

/* The gateway: it verifies the request, and answers it with this result. */
static size_t answer(const alipay_step *step, const char *code, int is_signed, uint8_t *envelope, size_t room) {
    alipay_request_reader reader;
    alipay_request request;
    alipay_result_row_values result;
    alipay_draft draft;
    size_t len = 0;
    OK(alipay_request_read(&reader, step->bytes, step->len, NULL, 0));
    OK(alipay_request_verify(&reader, &client_key));
    OK(alipay_request_values(&reader, &request));
    OK(alipay_result_row_named(alipay_text_of(code), &result));
    alipay_response response = golden_response();
    response.req_msg_id = request.req_msg_id;
    response.result_status = result.result_status;
    response.result_code = result.result_code;
    response.result_code_id = alipay_text_of(result.result_code_id);
    if (!is_signed) {
        OK(alipay_response_write_unsigned(&draft, &response, envelope, room, &len));
        return len;
    }
    OK(alipay_response_draft(&draft, &response, 256, envelope, room));
    OK(alipay_draft_sign(&draft, platform, &len));
    return len;
}

static uint32_t verify_with_platform_key(void *context, const uint8_t (*digest)[32], const uint8_t *signature,
    size_t signature_len) {
    CHECK(context == &holds && signature_len == 256 && signature != NULL && digest != NULL);
    return holds;
}

static void send_step(struct device *device, const alipay_step *step, const char *code) {
    uint8_t bytes[ALIPAY_RESPONSE_MAX_LEN];
    const alipay_key *keys[] = {&client_key, &platform_key};
    alipay_outcome outcome;
    device->sends++;
    /* What is sent was stored. */
    CHECK((device->lens[0] > step->len && memcmp(device->pages[0] + 32, step->bytes, step->len) == 0) ||
        (device->lens[1] > step->len && memcmp(device->pages[1] + 32, step->bytes, step->len) == 0));
    if (code == NULL) {
        OK(alipay_cancel_no_answer(&device->cancel));
        return;
    }
    int is_signed = code[0] != '-';
    size_t len = answer(step, is_signed ? code : code + 1, is_signed, bytes, sizeof bytes);
    if (device->verified_elsewhere) {
        OK(alipay_cancel_answer_verified_by(&device->cancel, bytes, len, NULL, 0, verify_with_platform_key, &holds,
            &outcome));
        if (holds != 1) EQUAL(outcome, ALIPAY_OUTCOME_UNKNOWN_INVALID_SIGNATURE);
    } else if (device->sends % 2 == 0) {
        const alipay_rsa2048_key *in_flash[] = {&client_flash, &platform_flash};
        OK(alipay_cancel_answer_rsa2048(&device->cancel, bytes, len, NULL, 0, in_flash, 2, &outcome));
        if (!is_signed) EQUAL(outcome, ALIPAY_OUTCOME_UNKNOWN_UNSIGNED);
    } else {
        OK(alipay_cancel_answer(&device->cancel, bytes, len, NULL, 0, keys, 2, &outcome));
        if (!is_signed) EQUAL(outcome, ALIPAY_OUTCOME_UNKNOWN_UNSIGNED);
    }
}

static void store_step(struct device *device, const alipay_step *step) {
    CHECK(step->page < 2 && step->len <= sizeof device->pages[0]);
    device->stores++;
    if (device->broken_store) {
        OK(alipay_cancel_store_failed(&device->cancel));
        return;
    }
    memcpy(device->pages[step->page], step->bytes, step->len);
    device->lens[step->page] = step->len;
    if (device->power_cuts && device->stores % 2 == 0) {
        /* The power fails in the middle of the write, and then behind it. */
        device->cuts++;
        if (device->cuts % 2 == 1) device->lens[step->page] /= 2;
        memset(&device->cancel, 0, sizeof device->cancel);
        load(device);
        return;
    }
    OK(alipay_cancel_stored(&device->cancel));
}

static void new_message(struct device *device, const alipay_step *step) {
    uint8_t envelope[ALIPAY_REQUEST_MAX_LEN];
    TEXT(step->request.client_id, "211xxxxxxxxxxxxxxx044");
    TEXT(step->request.acquirement_id, "2015xxxxxxxxxxxxxxxxxxxxx747");
    /* The message before is no new one. */
    size_t len = sign_request(device->messages, device->now, envelope, sizeof envelope);
    EQUAL(alipay_cancel_message(&device->cancel, envelope, len), ALIPAY_STATUS_MESSAGE);
    alipay_error error;
    OK(alipay_cancel_error(&device->cancel, &error));
    TEXT(error.code, "same-req-msg-id");
    device->messages++;
    len = sign_request(device->messages, device->now, envelope, sizeof envelope);
    OK(alipay_cancel_message(&device->cancel, envelope, len));
}

/* Runs until the end, or until there is no cancel. The answers are used one after the other; the last one again. */
static alipay_end run(struct device *device, const char *const *answers, size_t count) {
    for (int steps = 0; steps < 300; steps++) {
        alipay_step step;
        OK(alipay_cancel_step(&device->cancel, device->now, 255, &step));
        switch (step.kind) {
        case ALIPAY_STEP_KIND_STORE: store_step(device, &step); break;
        case ALIPAY_STEP_KIND_SEND:
            send_step(device, &step, answers[device->sends < count ? device->sends : count - 1]);
            break;
        case ALIPAY_STEP_KIND_WAIT:
            device->waits++;
            device->now += (int64_t)(step.wait_ms / 1000) + 1;
            OK(alipay_cancel_waited(&device->cancel));
            break;
        case ALIPAY_STEP_KIND_NEW_MESSAGE: new_message(device, &step); break;
        case ALIPAY_STEP_KIND_FINISHED: return step.end;
        case ALIPAY_STEP_KIND_IDLE: return ALIPAY_END_NONE;
        default: CHECK(!"a step"); return ALIPAY_END_NONE;
        }
    }
    CHECK(!"an end within 300 steps");
    return ALIPAY_END_NONE;
}

static void begin(struct device *device) {
    uint8_t envelope[ALIPAY_REQUEST_MAX_LEN];
    memset(device, 0, sizeof *device);
    device->now = START;
    device->messages = 1;
    load(device);
    size_t len = sign_request(1, START, envelope, sizeof envelope);
    OK(alipay_cancel_begin(&device->cancel, envelope, len, 0, 0));
}

static const struct {
    const char *name;
    const char *answers[3];
    size_t count;
    alipay_end end;
    unsigned sends;
    int power_cuts;
} rows[] = {
    {"success at once", {"SUCCESS"}, 1, ALIPAY_END_VOID, 1, 0},
    {"success after a timeout", {NULL, "SUCCESS"}, 2, ALIPAY_END_VOID, 2, 0},
    {"success after an unsigned answer", {"-SUCCESS", "UNKNOWN_EXCEPTION", "SUCCESS"}, 3, ALIPAY_END_VOID, 3, 0},
    {"refused", {"ORDER_NOT_EXIST"}, 1, ALIPAY_END_REFUSED, 1, 0},
    {"never an answer", {NULL}, 1, ALIPAY_END_GAVE_UP, 10, 0},
    {"not processed", {"PARAM_ILLEGAL"}, 1, ALIPAY_END_NOT_PROCESSED, 10, 0},
    {"unsigned answers only", {"-SUCCESS"}, 1, ALIPAY_END_GAVE_UP, 10, 0},
    {"success, with power cuts", {NULL, NULL, "SUCCESS"}, 3, ALIPAY_END_VOID, 0, 1},
    {"refused, with power cuts", {NULL, "ORDER_NOT_EXIST"}, 2, ALIPAY_END_REFUSED, 0, 1},
};

static void check_end(struct device *device, size_t i) {
    alipay_request request;
    alipay_evidence evidence;
    uint16_t sends = 0, messages = 0;
    OK(alipay_cancel_counts(&device->cancel, &sends, &messages));
    if (rows[i].sends > 0) EQUAL(device->sends, rows[i].sends);
    CHECK(sends >= device->sends && messages == device->messages);
    OK(alipay_cancel_request(&device->cancel, &request));
    TEXT(request.partner_id, "218820000000000000023");
    alipay_status status = alipay_cancel_evidence(&device->cancel, &evidence);
    CHECK(status == ALIPAY_STATUS_OK || status == ALIPAY_STATUS_NOT_FOUND);
    if (strcmp(rows[i].name, "unsigned answers only") == 0) {
        TEXT(evidence.kind, "unsigned");
        TEXT(evidence.code, "SUCCESS");
        CHECK(evidence.send >= 1 && evidence.send <= 10);
        EQUAL(evidence.offset, SIZE_MAX);
    }
    if (rows[i].end == ALIPAY_END_REFUSED) {
        TEXT(evidence.kind, "authentic");
        TEXT(evidence.code, "ORDER_NOT_EXIST");
    }
    EQUAL(alipay_cancel_decided(&device->cancel, 3), ALIPAY_STATUS_NOT_FOUND);
    if (rows[i].end == ALIPAY_END_VOID)
        EQUAL(alipay_cancel_decided(&device->cancel, ALIPAY_DECISION_TRY_AGAIN), ALIPAY_STATUS_WRONG_ORDER);
    OK(alipay_cancel_decided(&device->cancel, ALIPAY_DECISION_CLOSE));
}

static void endings(void) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct device device;
        row("%s", rows[i].name);
        begin(&device);
        device.power_cuts = rows[i].power_cuts;
        EQUAL(run(&device, rows[i].answers, rows[i].count), rows[i].end);
        CHECK(!rows[i].power_cuts || device.cuts > 0);
        /* The end is in the store, too. */
        load(&device);
        EQUAL(run(&device, rows[i].answers, rows[i].count), rows[i].end);
        check_end(&device, i);
        EQUAL(run(&device, rows[i].answers, rows[i].count), ALIPAY_END_NONE);
        load(&device);
        EQUAL(run(&device, rows[i].answers, rows[i].count), ALIPAY_END_NONE);
    }
}

/* A person tries it again, with a new message and new limits. */
static void again(void) {
    static const char *const never[] = {NULL}, *const success[] = {"SUCCESS"};
    struct device device;
    row("tried again");
    begin(&device);
    EQUAL(run(&device, never, 1), ALIPAY_END_GAVE_UP);
    OK(alipay_cancel_decided(&device.cancel, ALIPAY_DECISION_TRY_AGAIN));
    device.sends = 0;
    EQUAL(run(&device, success, 1), ALIPAY_END_VOID);
    EQUAL(device.sends, 1);
    CHECK(device.messages >= 2);
}

/* Messages that are too old are renewed, or sent again if no new one can be signed. */
static void renewals(void) {
    alipay_step step;
    struct device device;
    for (int renewed = 0; renewed < 2; renewed++) {
        row("an old message, renewed %d", renewed);
        begin(&device);
        OK(alipay_cancel_step(&device.cancel, START, 255, &step));
        OK(alipay_cancel_stored(&device.cancel));
        OK(alipay_cancel_step(&device.cancel, START, 255, &step));
        OK(alipay_cancel_no_answer(&device.cancel));
        device.now = START + 700;
        OK(alipay_cancel_step(&device.cancel, device.now, 255, &step));
        EQUAL(step.kind, ALIPAY_STEP_KIND_WAIT);
        OK(alipay_cancel_waited(&device.cancel));
        OK(alipay_cancel_step(&device.cancel, device.now, 255, &step));
        EQUAL(step.kind, ALIPAY_STEP_KIND_NEW_MESSAGE);
        if (renewed)
            new_message(&device, &step);
        else
            OK(alipay_cancel_no_message(&device.cancel));
        OK(alipay_cancel_step(&device.cancel, device.now, 255, &step));
        EQUAL(step.kind, ALIPAY_STEP_KIND_STORE);
        uint16_t sends = 0, messages = 0;
        OK(alipay_cancel_counts(&device.cancel, &sends, &messages));
        EQUAL(sends, 2);
        EQUAL(messages, renewed + 1);
    }
}

static void broken_store(void) {
    static const char *const success[] = {"SUCCESS"};
    struct device device;
    row("a store that cannot be written");
    begin(&device);
    device.broken_store = 1;
    EQUAL(run(&device, success, 1), ALIPAY_END_NOT_STORED);
    EQUAL(device.sends, 0);
    EQUAL(device.stores, 3);
}

/* Every number but 1 means that the signature does not hold. */
static void verified_elsewhere(void) {
    static const uint32_t numbers[] = {0, 1, 2, 0xFFFFFFFF, 0x101, 0x80000001};
    static const char *const success[] = {"SUCCESS"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct device device;
        row("verified elsewhere: %x", (unsigned)numbers[i]);
        holds = numbers[i];
        begin(&device);
        device.verified_elsewhere = 1;
        EQUAL(run(&device, success, 1), holds == 1 ? ALIPAY_END_VOID : ALIPAY_END_GAVE_UP);
    }
}

static void stores_that_cannot_be_loaded(void) {
    static const struct {
        const char *name, *page;
        alipay_status status;
        const char *code;
    } pages[] = {
        {"empty", "", ALIPAY_STATUS_OK, NULL},
        {"foreign", "something else, which is long enough to be a record", ALIPAY_STATUS_STORE, "foreign"},
        {"torn", "ALPC\x01\x01", ALIPAY_STATUS_STORE, "torn"},
    };
    alipay_cancel cancel;
    alipay_error error;
    uint8_t buffer[100];
    char text[200];
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        row("a store: %s", pages[i].name);
        size_t len = strlen(pages[i].page);
        const uint8_t *page = (const uint8_t *)pages[i].page;
        EQUAL(alipay_cancel_load(&cancel, NULL, page, len, NULL, 0, buffer, sizeof buffer), pages[i].status);
        EQUAL(alipay_cancel_error(&cancel, &error), pages[i].code == NULL ? ALIPAY_STATUS_NOT_FOUND : ALIPAY_STATUS_OK);
        if (pages[i].code == NULL) continue;
        TEXT(error.code, pages[i].code);
        CHECK(alipay_cancel_explain(&cancel, text, sizeof text) == strlen(text) && text[0] != 0);
    }
    /* Buffers of every length, and every byte of a record changed. */
    struct device device;
    alipay_step step;
    begin(&device);
    OK(alipay_cancel_step(&device.cancel, START, 255, &step));
    uint8_t record[1100];
    size_t record_len = step.len;
    memcpy(record, step.bytes, step.len);
    OK(alipay_cancel_load(&cancel, NULL, record, record_len, NULL, 0, device.buffer, sizeof device.buffer));
    for (size_t len = 0; len < record_len; len++) {
        row("a buffer of %d bytes for a record", (int)len);
        EQUAL(alipay_cancel_load(&cancel, NULL, record, record_len, NULL, 0, device.buffer, len),
            ALIPAY_STATUS_BUFFER_TOO_SMALL);
        OK(alipay_cancel_error(&cancel, &error));
        EQUAL(error.needed, record_len);
        record[len] ^= 0x40;
        EQUAL(alipay_cancel_load(&cancel, NULL, record, record_len, NULL, 0, device.buffer, sizeof device.buffer),
            ALIPAY_STATUS_STORE);
        record[len] ^= 0x40;
    }
}

static alipay_signing_key *signing(const char *path) {
    struct file text = fixture(path);
    alipay_signing_key *key = NULL;
    OK(alipay_signing_key_from_text(text_of_file(&text), &key, NULL, 0));
    forget(&text);
    return key;
}

void test_cancel(void) {
    client = signing("keys/client_private.pkcs8.pem");
    platform = signing("keys/platform_private.pkcs8.pem");
    load_key(&client_key, "keys/client_public.spki.pem");
    load_key(&platform_key, "keys/platform_public.spki.pem");
    load_flash_key(&client_flash, "keys/client_public.spki.b64");
    load_flash_key(&platform_flash, "keys/platform_public.spki.b64");
    endings();
    again();
    renewals();
    broken_store();
    verified_elsewhere();
    stores_that_cannot_be_loaded();
    alipay_signing_key_free(client);
    alipay_signing_key_free(platform);
}
