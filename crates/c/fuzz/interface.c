/* A fuzz target for the whole C interface: the input is a program. Its first byte selects a state; then come
 * operations, which call any function with any arguments inside of one piece of memory, or write into this memory.
 * See README.md. */
#include <stdlib.h>

#include "check.h"
#include "seeds.h"
#include "track.h"

/* Calls with numbers of RSA are slow, so an input has few of them. */
enum { MOST_OPERATIONS = 32, MOST_SIGNATURES = 1, MOST_SIGNATURES_OF_PROCESS = 300, MOST_RSA = 2 };

static struct {
    const uint8_t *at;
    size_t len;
} input;

static uint8_t next(void) {
    if (input.len == 0) return 0;
    input.len--;
    return *input.at++;
}

static size_t next_u16(void) {
    size_t low = next();
    return low | (size_t)next() << 8;
}

static uint8_t before[1 << 15];
static int tracing;
static unsigned signatures, signatures_of_process, rsa_calls;

/* How often each function returned success, and something else. Printed at the end if FUZZ_COUNTS is set. */
static unsigned long long succeeded[128], failed[128];

/* ---- Arguments ---- */

static const size_t huge[] = {SIZE_MAX, SIZE_MAX - 7, (size_t)PTRDIFF_MAX + 1, SIZE_MAX - (1 << 16)};

static int in_world(const void *at) {
    return (uintptr_t)at >= (uintptr_t)world && (uintptr_t)at < (uintptr_t)world + world_used;
}

static void hostile_number(struct value *value) {
    static const size_t numbers[] = {0, 1, 2, 255, 256, 257, 512, 994228736, 994229500, SIZE_MAX, SIZE_MAX / 2,
        SIZE_MAX / 2 + 1, SIZE_MAX - 300, 0x5A, 0xFFFFFFFF, 0x8000};
    size_t selected = next();
    value->len = selected < 128 ? numbers[selected % 16] : next_u16() + (selected % 16 == 0 ? 994228736 : 0);
}

static void hostile_pointer(const struct argument *argument, struct value *value) {
    uint8_t mode = next();
    /* Addresses inside of a value must be those of memory that exists, so it does not move. */
    int moves = argument->role != POINTERS && argument->object != REQUEST && argument->object != RESPONSE;
    switch (mode % 8) {
    case 0: value->at = NULL; break;
    case 1: value->at = (uint8_t *)value->at + 1 + next() % (moves ? 15 : 7); break;
    case 2: if (moves) value->at = (uint8_t *)object_at((enum object)(DRAFT + next() % (OBJECTS - DRAFT))) + (mode >> 3) * 8; break;
    case 3: { size_t offset = next_u16() % world_used; if (moves) value->at = world + offset; break; }
    case 4: value->len = mode >> 3; break;
    case 5: value->len = next_u16() % 4096; break;
    case 6: value->len = huge[(mode >> 3) % 4]; break;
    default: value->len -= value->len < (size_t)(mode >> 3) ? 0 : (size_t)(mode >> 3); break;
    }
}

static void hostile(const struct argument *argument, struct value *value) {
    switch (argument->role) {
    case END_OF_ARGUMENTS: break;
    case NUMBER: hostile_number(value); break;
    case SIGNING_KEY: value->at = next() % 2 ? NULL : (uint8_t *)value->at + 1; break;
    case CALLBACK:
        value->len = next() % 4;
        value->at = world + next_u16() % world_used;
        break;
    default: hostile_pointer(argument, value); break;
    }
}

/* Whether an address of a key is outside of the memory: the library cannot know that. */
static int has_stray_address(const struct value *value) {
    for (size_t i = 0; i < value->len; i++) {
        uint8_t *key;
        memcpy(&key, (const uint8_t *)value->at + i * sizeof key, sizeof key);
        if (key != NULL && (!in_world(key) || !in_world(key + sizeof(alipay_key)))) return 1;
    }
    return 0;
}

/* A call whose memory does not exist, or that C is not allowed to make. */
static int is_forbidden(const struct argument *argument, struct value *value) {
    enum role role = argument->role;
    if (role == END_OF_ARGUMENTS || role == NUMBER || role == CALLBACK || role == SIGNING_KEY || value->at == NULL) return 0;
    if (!in_world(value->at)) return 1;
    size_t room = (size_t)(world + world_used - (uint8_t *)value->at);
    if (has_length(role)) {
        if (value->len > PTRDIFF_MAX) return 0;
        size_t most = room / argument->size;
        if (role == POINTERS && value->len < SIZE_MAX / 16) most = 2;
        if (value->len > most) value->len = most;
        return role == POINTERS && has_stray_address(value);
    }
    if (argument->size > room) return 1;
    /* Only the library writes contexts. */
    return (role == CHANGED_CONTEXT || role == CONST_CONTEXT) && (uintptr_t)value->at % argument->align == 0 &&
        looks_like(value->at, argument->object);
}

/* ---- Calls ---- */

/* Values whose addresses may have been overwritten get their first content again. */
static void repair_values(const uint8_t *start, size_t len) {
    static const enum object values[] = {REQUEST, RESPONSE, KEYS, FLASH_KEYS};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (overlap(start, len, object_at(values[i]), places[values[i]].size)) restore_object(values[i]);
}

static void note_written(const uint8_t *start, size_t len, const struct context *by) {
    written(start, len, by);
    repair_values(start, len);
}

static void check_nothing_written(const struct function *function, const struct value *arguments, size_t status) {
    const alipay_outcome none = ALIPAY_OUTCOME_NONE;
    const struct value *outcome = NULL;
    for (size_t i = 0; i < MOST_ARGUMENTS && writes_outcome(function); i++)
        if (function->arguments[i].role == RESULT) outcome = &arguments[i];
    if (outcome != NULL && outcome->at != NULL && (uintptr_t)outcome->at % _Alignof(alipay_outcome) == 0 &&
        memcmp(outcome->at, &none, sizeof none) == 0)
        memcpy(before + ((uint8_t *)outcome->at - world), &none, sizeof none);
    else
        outcome = NULL;
    /* A cancel keeps that it was called in the wrong order, for alipay_cancel_explain. */
    if (status == ALIPAY_STATUS_WRONG_ORDER && context_at(arguments[0].at, CANCEL) != NULL)
        memcpy(before + ((uint8_t *)arguments[0].at - world), arguments[0].at, sizeof(alipay_cancel));
    REQUIRE(memcmp(before, world, world_used) == 0, function);
    /* It may be in a context that the call does not know. */
    if (outcome != NULL && status != ALIPAY_STATUS_OVERLAP) note_written(outcome->at, sizeof none, NULL);
}

static void note_results(const struct function *function, const struct value *arguments) {
    const struct context *own = is_context(function->arguments[0].role)
        ? context_at(arguments[0].at, function->arguments[0].object) : NULL;
    for (size_t i = 0; i < MOST_ARGUMENTS; i++) {
        const struct argument *argument = &function->arguments[i];
        if (!is_written(argument->role) || arguments[i].at == NULL) continue;
        size_t len = has_length(argument->role) ? arguments[i].len : argument->size;
        if (len > world_used || !in_world(arguments[i].at)) continue;
        /* A call never writes into what its context has kept. */
        for (size_t j = 0; own != NULL && function->arguments[0].role != NEW_CONTEXT && j < MOST_KEPT; j++)
            REQUIRE(!overlap(arguments[i].at, len, own->kept[j].start, own->kept[j].len), function);
        note_written(arguments[i].at, len, own);
    }
}

static int is_fault(size_t status) {
    return status >= ALIPAY_STATUS_NULL_POINTER && status <= ALIPAY_STATUS_WRONG_ORDER;
}

static void trace(const struct function *function, const struct value *arguments, size_t status) {
    fprintf(stderr, "%s(", function->name);
    for (size_t i = 0; i < MOST_ARGUMENTS && function->arguments[i].role != END_OF_ARGUMENTS; i++)
        fprintf(stderr, "%s%td:%zu", i == 0 ? "" : ", ", arguments[i].at == NULL ? -1 : (uint8_t *)arguments[i].at - world,
            arguments[i].len);
    fprintf(stderr, ") -> %d\n", (int)status);
}

static void call(const struct function *function) {
    struct value arguments[MOST_ARGUMENTS];
    usual_arguments(function, arguments);
    uint8_t which = next();
    for (size_t i = 0; i < MOST_ARGUMENTS; i++) {
        if (which & (1 << i)) hostile(&function->arguments[i], &arguments[i]);
        if (is_forbidden(&function->arguments[i], &arguments[i])) return;
    }
    int signs = strcmp(function->name, "alipay_draft_sign") == 0, loads = strstr(function->name, "signing_key_from") != NULL;
    /* Signing takes a hundred times as long as everything else. */
    if ((signs || loads) && (signatures++ >= MOST_SIGNATURES || ++signatures_of_process > MOST_SIGNATURES_OF_PROCESS))
        return;
    if ((strstr(function->name, "key_from") || strstr(function->name, "_verify") || strstr(function->name, "answer")) &&
        rsa_calls++ >= MOST_RSA)
        return;
    if (strcmp(function->name, "alipay_signing_key_free") == 0) arguments[0].at = NULL;
    memcpy(before, world, world_used);
    size_t status = function->call(arguments);
    if (tracing) trace(function, arguments, status);
    size_t index = (size_t)(function - functions);
    if (status == ALIPAY_STATUS_OK || is_explain(function) || returns_text(function))
        succeeded[index]++;
    else
        failed[index]++;
    if (loads && status == ALIPAY_STATUS_OK) {
        alipay_signing_key *key;
        memcpy(&key, arguments[1].at, sizeof key);
        alipay_signing_key_free(key);
        memset(arguments[1].at, 0, sizeof key);
    }
    if (is_explain(function)) {
        if (status == 0 && memcmp(before, world, world_used) == 0) return;
        if (arguments[1].at != NULL) note_written(arguments[1].at, arguments[1].len, NULL);
        return;
    }
    if (returns_text(function)) return;
    if (is_fault(status)) {
        check_nothing_written(function, arguments, status);
        return;
    }
    check_call(function, arguments, status);
    note_results(function, arguments);
}

/* ---- Operations that write as C does ---- */

static const enum object writable[] = {ENVELOPE, ANSWER, UNSIGNED, SIGNATURE, DER, MODULUS, PEM, PRIVATE_PEM, PRIVATE_DER, TIME_TEXT,
    NAME, IDS, PAGE, WRITTEN, SCRATCH, STORE, TIME, POLICY, FLASH_KEY};

static void write_bytes(void) {
    enum object object = writable[next() % (sizeof writable / sizeof *writable)];
    size_t offset = next_u16() % places[object].size, len = next();
    if (len > places[object].size - offset) len = places[object].size - offset;
    if (len > input.len) len = input.len;
    uint8_t *at = (uint8_t *)object_at(object) + offset;
    memcpy(at, input.at, len);
    input.at += len;
    input.len -= len;
    note_written(at, len, NULL);
}

static void copy_bytes(void) {
    enum object from = writable[next() % (sizeof writable / sizeof *writable)];
    enum object to = writable[next() % (sizeof writable / sizeof *writable)];
    size_t len = places[from].size < places[to].size ? places[from].size : places[to].size;
    memmove(object_at(to), object_at(from), len);
    note_written(object_at(to), len, NULL);
}

/* A member of a request or of a response becomes any text in the memory. */
static void change_text(void) {
    uint8_t which = next();
    enum object object = which & 1 ? REQUEST : RESPONSE;
    static const size_t in_request[] = {offsetof(alipay_request, client_id), offsetof(alipay_request, req_msg_id),
        offsetof(alipay_request, reserve), offsetof(alipay_request, partner_id), offsetof(alipay_request, acquirement_id),
        offsetof(alipay_request, merchant_trans_id)};
    static const size_t in_response[] = {offsetof(alipay_response, client_id), offsetof(alipay_response, req_msg_id),
        offsetof(alipay_response, reserve), offsetof(alipay_response, result_status),
        offsetof(alipay_response, result_code_id), offsetof(alipay_response, result_code),
        offsetof(alipay_response, result_msg), offsetof(alipay_response, acquirement_id),
        offsetof(alipay_response, merchant_trans_id)};
    size_t member = object == REQUEST ? in_request[(which >> 1) % 6] : in_response[(which >> 1) % 9];
    struct value value;
    value.at = world + next_u16() % world_used;
    value.len = next();
    if (value.len > 200) value.len = huge[value.len % 4];
    if (value.len <= world_used && value.len > (size_t)(world + world_used - (uint8_t *)value.at)) value.len = 0;
    alipay_text text = {value.len % 16 == 15 ? NULL : value.at, value.len};
    memcpy((uint8_t *)object_at(object) + member, &text, sizeof text);
}

static void change_keys(void) {
    const uint8_t *addresses[] = {NULL, object_at(KEY), object_at(CLIENT_KEY), (uint8_t *)object_at(KEY) + 1,
        object_at(RESPONSE_READER), object_at(CANCEL), object_at(DRAFT), object_at(CLAIMS)};
    uint8_t which = next();
    const uint8_t *address = addresses[(which >> 1) % 8];
    /* Not what looks like a key, but is none. */
    if (address != NULL && looks_like(address, KEY)) return;
    memcpy((uint8_t *)object_at(KEYS) + (which & 1) * sizeof address, &address, sizeof address);
}

static void zero_context(void) {
    enum object object = (enum object)(DRAFT + next() % (CANCEL - DRAFT + 1));
    struct context *context = context_at(object_at(object), object);
    if (context != NULL) context->at = NULL;
    memset(object_at(object), 0, places[object].size);
    note_written(object_at(object), places[object].size, NULL);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print_counts(void) {
    if (getenv("FUZZ_COUNTS") == NULL) return;
    for (size_t i = 0; i < function_count; i++)
        fprintf(stderr, "calls: %-44s %12llu succeeded %12llu refused\n", functions[i].name, succeeded[i], failed[i]);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    learn();
    if (getenv("FUZZ_SEEDS") != NULL) {
        write_seeds(getenv("FUZZ_SEEDS"));
        exit(0);
    }
    tracing = getenv("FUZZ_TRACE") != NULL;
    atexit(print_counts);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input.at = data;
    input.len = size;
    signatures = rsa_calls = 0;
    start_from((enum setup)(next() % SETUPS));
    for (int i = 0; i < MOST_OPERATIONS && input.len > 0; i++) {
        uint8_t operation = next();
        if (operation < function_count)
            call(&functions[operation]);
        else if (operation >= 252)
            zero_context();
        else if (operation % 4 == 0)
            write_bytes();
        else if (operation % 4 == 1)
            change_text();
        else if (operation % 4 == 2)
            change_keys();
        else
            copy_bytes();
    }
    return 0;
}
