/* See track.h. */
#include "track.h"

#include <stdlib.h>

#include "check.h"

struct context contexts[MOST_CONTEXTS];

static uint32_t tags[OBJECTS];
static uint8_t *snapshots[SETUPS];
static uint8_t platform_fingerprint[32], client_fingerprint[32];
/* This input has signed something with the key of the client. */
static int client_has_signed;
/* Digests of the spans that the platform has signed. */
static uint8_t genuine[200][32];
static size_t genuine_count;

void violated(const char *what, const struct function *function) {
    fprintf(stderr, "violated: %s, in %s\n", what, function == NULL ? "-" : function->name);
    abort();
}

enum object type_of(enum object object) {
    return object == CLIENT_KEY ? KEY : object;
}

int overlap(const void *start, size_t len, const void *other, size_t other_len) {
    uintptr_t one = (uintptr_t)start, two = (uintptr_t)other;
    return len > 0 && other_len > 0 && one < two + other_len && two < one + len;
}

/* ---- Contexts ---- */

struct context *context_at(const void *at, enum object type) {
    for (size_t i = 0; i < MOST_CONTEXTS; i++)
        if (at != NULL && contexts[i].at == at && contexts[i].type == type_of(type)) return &contexts[i];
    return NULL;
}

int looks_like(const void *at, enum object type) {
    uint32_t tag;
    memcpy(&tag, at, sizeof tag);
    return tag == tags[type_of(type)] && context_at(at, type) == NULL;
}

static void give_up(struct context *context) {
    uint8_t *at = context->at;
    context->at = NULL;
    memset(at, 0, sizeof(uint32_t));
    written(at, sizeof(uint32_t), NULL);
}

void written(const uint8_t *start, size_t len, const struct context *by) {
    for (size_t i = 0; i < MOST_CONTEXTS; i++) {
        struct context *context = &contexts[i];
        if (context->at == NULL || context == by) continue;
        int lost = overlap(start, len, context->at, places[context->type].size);
        for (size_t j = 0; j < MOST_KEPT; j++) lost |= overlap(start, len, context->kept[j].start, context->kept[j].len);
        if (lost) give_up(context);
    }
}

struct context *begun(uint8_t *at, enum object type) {
    written(at, places[type].size, context_at(at, type));
    struct context *context = context_at(at, type);
    for (size_t i = 0; context == NULL && i < MOST_CONTEXTS; i++)
        if (contexts[i].at == NULL) context = &contexts[i];
    if (context == NULL) {
        memset(at, 0, sizeof(uint32_t));
        return NULL;
    }
    memset(context, 0, sizeof *context);
    context->at = at;
    context->type = type_of(type);
    return context;
}

static void keep(struct context *context, size_t i, const void *start, size_t len) {
    context->kept[i].start = start;
    context->kept[i].len = start == NULL ? 0 : len;
}

/* ---- Setups ---- */

static void remember_ids(struct context *context, const alipay_request *request) {
    if (request->client_id.len + request->req_msg_id.len > ID_LEN) return;
    memcpy(context->ids, request->client_id.data, request->client_id.len);
    memcpy(context->ids + request->client_id.len, request->req_msg_id.data, request->req_msg_id.len);
    context->ids_len = request->client_id.len + request->req_msg_id.len;
}

static void track_setup(enum setup setup) {
    static const enum object types[] = {[DRAFTED] = DRAFT, [DRAFT_REFUSED] = DRAFT, [FINISHED_DRAFT] = DRAFT,
        [CLAIMS_READ] = CLAIMS, [CLAIMS_REFUSED] = CLAIMS, [REQUEST_READ] = REQUEST_READER,
        [REQUEST_REFUSED] = REQUEST_READER, [REQUEST_VERIFIED] = REQUEST_READER, [RESPONSE_READ] = RESPONSE_READER,
        [RESPONSE_REFUSED] = RESPONSE_READER, [RESPONSE_FORGED] = RESPONSE_READER,
        [RESPONSE_VERIFIED] = RESPONSE_READER, [RESPONSE_MISMATCHED] = RESPONSE_READER,
        [RESPONSE_MATCHED] = RESPONSE_READER, [KEY_REFUSED] = KEY, [CANCEL_NOT_LOADED] = CANCEL,
        [CANCEL_IDLE] = CANCEL, [CANCEL_STORES] = CANCEL, [CANCEL_SENDS] = CANCEL, [CANCEL_WAITS] = CANCEL,
        [CANCEL_ASKS] = CANCEL, [CANCEL_ENDED] = CANCEL, [SETUPS] = NO_OBJECT};
    memset(contexts, 0, sizeof contexts);
    begun(object_at(KEY), KEY);
    begun(object_at(CLIENT_KEY), KEY);
    if (setup == NOTHING) return;
    struct context *context = begun(object_at(types[setup]), types[setup]);
    size_t i = 0;
    for (const enum object *kept = kept_by(setup); *kept != NO_OBJECT; kept++)
        keep(context, i++, object_at(*kept), places[*kept].len);
    context->is_read = 1;
    context->verified = setup == REQUEST_VERIFIED || (setup >= RESPONSE_VERIFIED && setup <= RESPONSE_MATCHED);
    context->matched = setup == RESPONSE_MATCHED;
    context->other_key = setup == REQUEST_VERIFIED;
    context->stored = setup == CANCEL_SENDS;
    context->may_be_void = setup == CANCEL_ENDED;
    if (context->matched) remember_ids(context, object_at(REQUEST));
}

void start_from(enum setup setup) {
    memcpy(world, snapshots[setup], world_used);
    client_has_signed = 0;
    track_setup(setup);
}

/* ---- What the platform has signed ---- */

static void digest_of_answer(const uint8_t *answer, size_t len, uint8_t (*digest)[32], int *readable) {
    alipay_response_reader reader;
    uint8_t *scratch = malloc(len + 1);
    memset(digest, 0, sizeof *digest);
    *readable = alipay_response_read(&reader, answer, len, scratch, len) == ALIPAY_STATUS_OK &&
        alipay_response_digest(&reader, digest) == ALIPAY_STATUS_OK;
    free(scratch);
}

static int is_genuine(const uint8_t (*digest)[32]) {
    for (size_t i = 0; i < genuine_count; i++)
        if (memcmp(genuine[i], digest, 32) == 0) return 1;
    return 0;
}

static void learn_genuine(void) {
    struct file index = fixture("index.tsv");
    char *text = malloc(index.len + 1), *line;
    memcpy(text, index.bytes, index.len);
    text[index.len] = 0;
    for (line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char *tab = strchr(line, '\t');
        if (tab == NULL || strncmp(tab, "\tresponse\tplatform\tok\t", 22) != 0) continue;
        *tab = 0;
        struct file answer = fixture(line);
        int readable;
        digest_of_answer(answer.bytes, answer.len, &genuine[genuine_count], &readable);
        REQUIRE(readable, NULL);
        genuine_count++;
        forget(&answer);
    }
    free(text);
    forget(&index);
    REQUIRE(genuine_count > 50, NULL);
}

void learn(void) {
    static const struct {
        enum setup setup;
        enum object type;
    } rows[] = {{DRAFTED, DRAFT}, {CLAIMS_READ, CLAIMS}, {REQUEST_READ, REQUEST_READER},
        {RESPONSE_READ, RESPONSE_READER}, {NOTHING, KEY}, {CANCEL_IDLE, CANCEL}};
    for (int setup = NOTHING; setup < SETUPS; setup++) {
        make_world();
        REQUIRE(set_up((enum setup)setup) == 0, NULL);
        snapshots[setup] = malloc(WORLD_SIZE);
        memcpy(snapshots[setup], world, WORLD_SIZE);
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        memcpy(&tags[rows[i].type], snapshots[rows[i].setup] + places[rows[i].type].offset, sizeof(uint32_t));
    make_world();
    REQUIRE(alipay_key_fingerprint(object_at(KEY), &platform_fingerprint) == 0, NULL);
    REQUIRE(alipay_key_fingerprint(object_at(CLIENT_KEY), &client_fingerprint) == 0, NULL);
    learn_genuine();
    REQUIRE(failures == 0, NULL);
}

/* ---- Oracles ---- */

static int is(const struct function *function, const char *name) {
    return strcmp(function->name, name) == 0;
}

/* The keys in flash, as they were at first. */
static int is_trustworthy_in_flash(const void *key) {
    const uint8_t *first = snapshots[NOTHING];
    return memcmp(key, first + places[FLASH_KEY].offset, sizeof(alipay_rsa2048_key)) == 0 ||
        (memcmp(key, first + places[CLIENT_FLASH_KEY].offset, sizeof(alipay_rsa2048_key)) == 0 && !client_has_signed);
}

static int has_fingerprint(const alipay_key *key, const uint8_t *expected) {
    uint8_t fingerprint[32];
    return alipay_key_fingerprint(key, &fingerprint) == 0 && memcmp(fingerprint, expected, 32) == 0;
}

/* Nobody but the platform can have signed what verifies with this key. */
static int is_trustworthy(const alipay_key *key) {
    return has_fingerprint(key, platform_fingerprint) ||
        (has_fingerprint(key, client_fingerprint) && !client_has_signed);
}

static int same_ids(const struct context *reader, alipay_text client_id, alipay_text req_msg_id) {
    return client_id.len + req_msg_id.len == reader->ids_len &&
        memcmp(client_id.data, reader->ids, client_id.len) == 0 &&
        memcmp(req_msg_id.data, reader->ids + client_id.len, req_msg_id.len) == 0;
}

/* A success of a reader: everything was done before, and the platform has signed it. */
static void check_success(const struct function *function, const struct context *reader) {
    const alipay_response_reader *at = (const alipay_response_reader *)(const void *)reader->at;
    alipay_response response;
    uint8_t digest[32];
    REQUIRE(reader->verified && reader->matched, function);
    REQUIRE(alipay_response_values(at, &response) == 0 && alipay_response_digest(at, &digest) == 0, function);
    REQUIRE(same_ids(reader, response.client_id, response.req_msg_id), function);
    REQUIRE(response.result_status.len == 1 && response.result_status.data[0] == 'S', function);
    REQUIRE(reader->trusted_caller || reader->other_key || is_genuine((const uint8_t(*)[32])&digest), function);
}

static void check_reader(const struct function *function, const struct value *arguments, struct context *reader) {
    const char *step = strchr(function->name + strlen("alipay_"), '_') + 1;
    REQUIRE(reader->is_read || strcmp(step, "outcome") == 0 || strcmp(step, "error") == 0 || strcmp(step, "refusal") == 0,
        function);
    if (strncmp(step, "verify", 6) == 0) {
        REQUIRE(!reader->verified, function);
        reader->verified = 1;
        reader->other_key = strcmp(step, "verify") == 0 ? !is_trustworthy(arguments[1].at)
                                                        : !is_trustworthy_in_flash(arguments[1].at);
    } else if (strncmp(step, "assume", 6) == 0) {
        REQUIRE(!reader->verified, function);
        reader->verified = reader->trusted_caller = 1;
    } else if (strcmp(step, "match") == 0) {
        REQUIRE(reader->verified && !reader->matched, function);
        reader->matched = 1;
        remember_ids(reader, arguments[1].at);
    } else if (strcmp(step, "values") == 0 || strcmp(step, "violation") == 0) {
        REQUIRE(reader->verified, function);
    } else if (strcmp(step, "outcome") == 0 && *(alipay_outcome *)arguments[1].at == ALIPAY_OUTCOME_SUCCESS) {
        check_success(function, reader);
    }
}

static void check_answer(const struct function *function, const struct value *arguments, struct context *cancel) {
    alipay_request request;
    alipay_response_reader reader;
    alipay_response response;
    uint8_t digest[32], *scratch = malloc(arguments[1].len + 1);
    int in_flash = is(function, "alipay_cancel_answer_rsa2048");
    int trustworthy = in_flash || is(function, "alipay_cancel_answer");
    for (size_t i = 0; trustworthy && i < arguments[3].len; i++) {
        const void *key = ((const void *const *)arguments[3].at)[i];
        trustworthy = in_flash ? is_trustworthy_in_flash(key) : is_trustworthy(key);
    }
    cancel->may_be_void = 1;
    REQUIRE(alipay_cancel_request((alipay_cancel *)(void *)cancel->at, &request) == 0, function);
    REQUIRE(alipay_response_read(&reader, arguments[1].at, arguments[1].len, scratch, arguments[1].len) == 0, function);
    REQUIRE(alipay_response_digest(&reader, &digest) == 0, function);
    REQUIRE(!trustworthy || is_genuine((const uint8_t(*)[32])&digest), function);
    REQUIRE(alipay_response_assume_verified_by_caller(&reader) == 0, function);
    REQUIRE(alipay_response_values(&reader, &response) == 0, function);
    struct context ids = {0};
    remember_ids(&ids, &request);
    REQUIRE(same_ids(&ids, response.client_id, response.req_msg_id), function);
    free(scratch);
}

static void check_step(const struct function *function, const alipay_step *step, struct context *cancel) {
    REQUIRE(step->kind != ALIPAY_STEP_KIND_SEND || cancel->stored, function);
    REQUIRE(step->end != ALIPAY_END_VOID || cancel->may_be_void, function);
    REQUIRE((step->end != ALIPAY_END_NONE) == (step->kind == ALIPAY_STEP_KIND_FINISHED), function);
    REQUIRE((step->bytes != NULL) == (step->kind == ALIPAY_STEP_KIND_STORE || step->kind == ALIPAY_STEP_KIND_SEND),
        function);
    REQUIRE(step->bytes == NULL || inside(step->bytes, step->len, cancel->kept[0].start, cancel->kept[0].len), function);
    REQUIRE(step->page < 2, function);
}

static void check_cancel(const struct function *function, const struct value *arguments, struct context *cancel) {
    if (is(function, "alipay_cancel_step")) check_step(function, arguments[3].at, cancel);
    if (is(function, "alipay_cancel_stored")) cancel->stored = 1;
    if (is(function, "alipay_cancel_begin") || is(function, "alipay_cancel_message")) cancel->stored = 0;
    if (is(function, "alipay_cancel_begin")) cancel->may_be_void = 0;
    if (strncmp(function->name, "alipay_cancel_answer", 20) == 0 &&
        *(alipay_outcome *)arguments[4].at == ALIPAY_OUTCOME_SUCCESS)
        check_answer(function, arguments, cancel);
}

static void check_new(const struct function *function, const struct value *arguments, size_t status) {
    struct context *context = begun(arguments[0].at, function->arguments[0].object);
    if (context == NULL) return;
    context->is_read = status == ALIPAY_STATUS_OK;
    if (context->type == REQUEST_READER || context->type == RESPONSE_READER) {
        keep(context, 0, arguments[1].at, arguments[1].len);
        keep(context, 1, arguments[2].at, arguments[2].len);
    }
    if (status != ALIPAY_STATUS_OK) return;
    if (context->type == DRAFT && !is(function, "alipay_response_write_unsigned"))
        keep(context, 0, arguments[strstr(function->name, "_draft") ? 3 : 2].at, arguments[strstr(function->name, "_draft") ? 3 : 2].len);
    if (context->type == CANCEL) {
        keep(context, 0, arguments[4].at, arguments[4].len);
        /* An old record may be of a cancel that was void. */
        context->may_be_void = arguments[2].len > 0 || arguments[3].len > 0;
    }
}

void check_call(const struct function *function, const struct value *arguments, size_t status) {
    enum role role = function->arguments[0].role;
    if (role == NEW_CONTEXT) check_new(function, arguments, status);
    if (role != CHANGED_CONTEXT && role != CONST_CONTEXT) return;
    struct context *context = context_at(arguments[0].at, function->arguments[0].object);
    REQUIRE(context != NULL, function);
    /* These write into what they keep. */
    if (role == CHANGED_CONTEXT && (context->type == DRAFT || context->type == CANCEL))
        written(context->kept[0].start, context->kept[0].len, context);
    if (status != ALIPAY_STATUS_OK) return;
    client_has_signed |= is(function, "alipay_draft_sign");
    if (context->type == CANCEL) check_cancel(function, arguments, context);
    if (context->type == RESPONSE_READER || context->type == REQUEST_READER) check_reader(function, arguments, context);
    if (context->type == DRAFT && (strstr(function->name, "_finish") || strstr(function->name, "_sign")) &&
        !strstr(function->name, "signing"))
        keep(context, 0, NULL, 0);
}
