/* See world.h. */
#include "world.h"

#include <stdlib.h>

#include "check.h"

/* The time of the golden request. */
#define SIGNED_AT 994228736

uint8_t *world;
struct place places[OBJECTS];
alipay_signing_key *signing_key;

/* Objects whose content is a file. */
static const struct {
    enum object object;
    const char *path;
} files[] = {
    {ENVELOPE, "golden/request.json"},
    {ANSWER, "golden/response.json"},
    {UNSIGNED, "odd/unsigned-gbk.json"},
    {SIGNATURE, "golden/request.sig"},
    {DER, "keys/client_public.spki.der"},
    {PEM, "keys/platform_public.spki.pem"},
    {PRIVATE_PEM, "keys/client_private.pkcs8.pem"},
    {PRIVATE_DER, "keys/client_private.pkcs1.der"},
};
enum { FILES = sizeof files / sizeof *files };

static const char time_text[] = "2001-07-04T12:08:56+05:30";
static const char name_text[] = "ORDER_NOT_EXIST";
/* All ids of the messages, one behind the other. */
static const char ids_text[] = "218820000000000000023" "211xxxxxxxxxxxxxxx044" "1234567asdfasdf1123fda" "{}"
                               "2015xxxxxxxxxxxxxxxxxxxxx747" "510xxxxxxxxxxxxxx002" "S" "00000000" "SUCCESS"
                               "success";

static const struct {
    enum object object;
    size_t size;
} sizes[] = {
    {DRAFT, sizeof(alipay_draft)}, {CLAIMS, sizeof(alipay_claims_reader)},
    {REQUEST_READER, sizeof(alipay_request_reader)}, {RESPONSE_READER, sizeof(alipay_response_reader)},
    {KEY, sizeof(alipay_key)}, {CLIENT_KEY, sizeof(alipay_key)}, {CANCEL, sizeof(alipay_cancel)},
    {REQUEST, sizeof(alipay_request)}, {RESPONSE, sizeof(alipay_response)}, {TIME, sizeof(alipay_time)},
    {POLICY, sizeof(alipay_cancel_policy)}, {KEYS, 2 * sizeof(void *)},
    {FLASH_KEY, sizeof(alipay_rsa2048_key)}, {CLIENT_FLASH_KEY, sizeof(alipay_rsa2048_key)},
    {FLASH_KEYS, 2 * sizeof(void *)},
    {MODULUS, 256}, {TIME_TEXT, sizeof time_text - 1}, {NAME, sizeof name_text - 1}, {IDS, sizeof ids_text - 1},
    {PAGE, 900}, {WRITTEN, 1200}, {SCRATCH, 2100}, {STORE, 1100}, {EXPLANATION, 200},
    {RESULT_1, 256}, {RESULT_2, 64},
};

static uint8_t *fresh;
static struct file contents[FILES];

void *object_at(enum object object) {
    return world + places[object].offset;
}

size_t world_used;
static size_t laid;

static void lay(enum object object, size_t size) {
    places[object].offset = laid;
    places[object].size = places[object].len = size;
    laid = (laid + size + 31) / 16 * 16;
}

static alipay_text next_id(size_t *at, size_t len) {
    alipay_text id;
    id.data = (const char *)object_at(IDS) + *at;
    id.len = len;
    *at += len;
    return id;
}

static void fill_values(void) {
    alipay_request *request = object_at(REQUEST);
    alipay_response *response = object_at(RESPONSE);
    size_t at = 0;
    *request = golden_request();
    *response = golden_response();
    request->partner_id = next_id(&at, 21);
    request->client_id = response->client_id = next_id(&at, 21);
    request->req_msg_id = response->req_msg_id = next_id(&at, 22);
    request->reserve = response->reserve = next_id(&at, 2);
    request->acquirement_id = response->acquirement_id = next_id(&at, 28);
    response->merchant_trans_id = next_id(&at, 20);
    response->result_status = next_id(&at, 1);
    response->result_code_id = next_id(&at, 8);
    response->result_code = next_id(&at, 7);
    response->result_msg = next_id(&at, 7);
    memcpy(object_at(TIME), &request->req_time, sizeof request->req_time);
    OK(alipay_cancel_policy_default(object_at(POLICY)));
}

static void fill_keys(void) {
    const void *keys[2] = {object_at(CLIENT_KEY), object_at(KEY)};
    const void *flash_keys[2] = {object_at(CLIENT_FLASH_KEY), object_at(FLASH_KEY)};
    memcpy(object_at(KEYS), keys, sizeof keys);
    memcpy(object_at(FLASH_KEYS), flash_keys, sizeof flash_keys);
    load_flash_key(object_at(FLASH_KEY), "keys/platform_public.spki.b64");
    load_flash_key(object_at(CLIENT_FLASH_KEY), "keys/client_public.spki.b64");
    load_key(object_at(KEY), "keys/platform_public.spki.pem");
    load_key(object_at(CLIENT_KEY), "keys/client_public.spki.pem");
    struct file pem = fixture("keys/client_private.pkcs8.pem");
    OK(alipay_signing_key_from_text(text_of_file(&pem), &signing_key, NULL, 0));
    forget(&pem);
    /* In a SubjectPublicKeyInfo of RSA-2048 the modulus is at the place 33. */
    memcpy(object_at(MODULUS), (uint8_t *)object_at(DER) + 33, 256);
}

static void make_fresh(void) {
    world = aligned_alloc(64, WORLD_SIZE);
    fresh = malloc(WORLD_SIZE);
    if (world == NULL || fresh == NULL) exit(1);
    memset(world, 0xA5, WORLD_SIZE);
    laid = 2048;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) lay(sizes[i].object, sizes[i].size);
    for (size_t i = 0; i < FILES; i++) {
        contents[i] = fixture(files[i].path);
        lay(files[i].object, contents[i].len);
        memcpy(object_at(files[i].object), contents[i].bytes, contents[i].len);
        forget(&contents[i]);
    }
    if (laid + 2048 > WORLD_SIZE) exit(1);
    world_used = laid + 2048;
    for (int object = DRAFT; object <= CANCEL; object++)
        memset(object_at((enum object)object), 0, places[object].size);
    memset(object_at(PAGE), 0xFF, places[PAGE].size);
    memcpy(object_at(TIME_TEXT), time_text, sizeof time_text - 1);
    memcpy(object_at(NAME), name_text, sizeof name_text - 1);
    memcpy(object_at(IDS), ids_text, sizeof ids_text - 1);
    fill_values();
    fill_keys();
    memcpy(fresh, world, WORLD_SIZE);
}

void make_world(void) {
    if (world == NULL) make_fresh();
    memcpy(world, fresh, WORLD_SIZE);
}

void restore_object(enum object object) {
    memcpy(object_at(object), fresh + places[object].offset, places[object].size);
}

void free_world(void) {
    alipay_signing_key_free(signing_key);
    free(world);
    free(fresh);
    world = fresh = NULL;
}

void usual_arguments(const struct function *function, struct value *arguments) {
    for (size_t i = 0; i < MOST_ARGUMENTS; i++) {
        const struct argument *argument = &function->arguments[i];
        arguments[i].at = argument->object == NO_OBJECT ? NULL : object_at(argument->object);
        arguments[i].len = argument->object == NO_OBJECT ? 0 : places[argument->object].len;
        if (argument->role == POINTERS) arguments[i].len = 2;
        if (argument->role == SIGNING_KEY) arguments[i].at = signing_key;
        if (argument->role == CALLBACK) {
            static uint8_t holds = 1;
            arguments[i].at = &holds;
            arguments[i].len = 1;
        }
        if (argument->role == NUMBER) arguments[i].len = strstr(function->name, "draft") || strstr(function->name, "_len") ? 256 : 0;
    }
    if (strcmp(function->name, "alipay_cancel_decided") == 0) arguments[1].len = ALIPAY_DECISION_CLOSE;
    if (strcmp(function->name, "alipay_response_violation") == 0) arguments[2].len = 1000;
}

/* Calls a function with its usual arguments. */
static int usual(const char *name) {
    struct value arguments[MOST_ARGUMENTS];
    const struct function *function = function_named(name);
    usual_arguments(function, arguments);
    return (int)function->call(arguments);
}

static int step(int64_t now) {
    return alipay_cancel_step(object_at(CANCEL), now, 255, object_at(RESULT_1));
}

static int load_pages(const void *page, size_t len) {
    return alipay_cancel_load(object_at(CANCEL), NULL, page, len, NULL, 0, object_at(STORE), places[STORE].len);
}

static int cancel_until(enum setup setup) {
    int failed = load_pages(NULL, 0);
    if (setup == CANCEL_IDLE) return failed;
    failed |= usual("alipay_cancel_begin") | step(SIGNED_AT);
    if (setup == CANCEL_STORES) return failed;
    failed |= usual("alipay_cancel_stored") | step(SIGNED_AT);
    if (setup == CANCEL_SENDS) return failed;
    if (setup == CANCEL_ENDED) {
        /* An answer without a signature is evidence; a success is the end. */
        alipay_outcome outcome;
        failed |= alipay_cancel_answer(object_at(CANCEL), object_at(UNSIGNED), places[UNSIGNED].len, object_at(SCRATCH),
            places[SCRATCH].len, object_at(KEYS), 2, &outcome);
        failed |= usual("alipay_cancel_answer") | step(SIGNED_AT);
        return failed | usual("alipay_cancel_stored") | step(SIGNED_AT);
    }
    failed |= usual("alipay_cancel_no_answer") | step(SIGNED_AT + (setup == CANCEL_ASKS ? 700 : 1));
    if (setup == CANCEL_WAITS) return failed;
    return failed | usual("alipay_cancel_waited") | step(SIGNED_AT + 701);
}

/* Reads the golden message, or only a part of it. */
static int read_message(enum setup setup, const char *read, enum object object) {
    struct value arguments[MOST_ARGUMENTS];
    const struct function *function = function_named(read);
    usual_arguments(function, arguments);
    if (setup == REQUEST_REFUSED || setup == RESPONSE_REFUSED) arguments[1].len = places[object].len / 2;
    size_t status = function->call(arguments);
    if (arguments[1].len < places[object].len) return status != ALIPAY_STATUS_UNDECODABLE;
    return (int)status;
}

static int read_response(enum setup setup) {
    int failed = read_message(setup, "alipay_response_read", ANSWER);
    if (setup == RESPONSE_READ || setup == RESPONSE_REFUSED) return failed;
    if (setup == RESPONSE_FORGED)
        return failed | (alipay_response_verify(object_at(RESPONSE_READER), object_at(CLIENT_KEY)) !=
            ALIPAY_STATUS_INVALID_SIGNATURE);
    failed |= usual("alipay_response_verify");
    if (setup == RESPONSE_VERIFIED) return failed;
    if (setup == RESPONSE_MATCHED) return failed | usual("alipay_response_match");
    alipay_request other = golden_request();
    other.req_msg_id = alipay_text_of("another");
    return failed | (alipay_response_match(object_at(RESPONSE_READER), &other) != ALIPAY_STATUS_MISMATCH);
}

static int write_draft(enum setup setup) {
    if (setup == DRAFT_REFUSED) {
        alipay_request request = golden_request();
        request.client_id = alipay_text_of("");
        return alipay_request_draft(object_at(DRAFT), &request, 256, object_at(WRITTEN), places[WRITTEN].len) !=
            ALIPAY_STATUS_VALUE;
    }
    int failed = usual("alipay_request_draft");
    return setup == DRAFTED ? failed : failed | usual("alipay_draft_finish");
}

int set_up(enum setup setup) {
    int failed;
    switch (setup) {
    case NOTHING: return 0;
    case DRAFTED: case DRAFT_REFUSED: case FINISHED_DRAFT: return write_draft(setup);
    case CLAIMS_READ: return usual("alipay_claims_read");
    case CLAIMS_REFUSED:
        return alipay_claims_read(object_at(CLAIMS), NULL, 0, NULL, 0, object_at(RESULT_1)) != ALIPAY_STATUS_UNDECODABLE;
    case REQUEST_READ: case REQUEST_REFUSED: return read_message(setup, "alipay_request_read", ENVELOPE);
    case REQUEST_VERIFIED:
        failed = read_message(setup, "alipay_request_read", ENVELOPE);
        return failed | usual("alipay_request_verify");
    case RESPONSE_READ: case RESPONSE_REFUSED: case RESPONSE_FORGED: case RESPONSE_VERIFIED:
    case RESPONSE_MISMATCHED: case RESPONSE_MATCHED: return read_response(setup);
    case KEY_REFUSED: return alipay_key_from_der(object_at(KEY), NULL, 0) != ALIPAY_STATUS_KEY;
    case SIGNING_KEY_REFUSED: {
        alipay_signing_key *key;
        return alipay_signing_key_from_text(alipay_text_of("no key"), &key, NULL, 0) != ALIPAY_STATUS_KEY;
    }
    case CANCEL_NOT_LOADED: return load_pages("no record of a cancel", 21) != ALIPAY_STATUS_STORE;
    case CANCEL_IDLE: case CANCEL_STORES: case CANCEL_SENDS: case CANCEL_WAITS: case CANCEL_ASKS: case CANCEL_ENDED:
        return cancel_until(setup);
    default: return 1;
    }
}

const enum object *kept_by(enum setup setup) {
    static const enum object none[] = {NO_OBJECT}, draft[] = {WRITTEN, NO_OBJECT}, store[] = {STORE, NO_OBJECT},
                             request[] = {ENVELOPE, SCRATCH, NO_OBJECT}, response[] = {ANSWER, SCRATCH, NO_OBJECT};
    if (setup == DRAFTED) return draft;
    if (setup == REQUEST_READ || setup == REQUEST_VERIFIED) return request;
    if (setup >= RESPONSE_READ && setup <= RESPONSE_MATCHED && setup != RESPONSE_REFUSED) return response;
    if (setup >= CANCEL_IDLE) return store;
    return none;
}
