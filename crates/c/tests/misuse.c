/* Misuse of every function, as the table in functions.c describes its arguments: each expects the documented
 * status, and memory that did not change. */
#include <stdlib.h>

#include "check.h"
#include "world.h"

/* A context has bytes between its members that nobody writes. The tests compare them. */
#if defined(__has_include)
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define COMPARABLE(memory, len) VALGRIND_MAKE_MEM_DEFINED(memory, len)
#endif
#endif
#ifndef COMPARABLE
#define COMPARABLE(memory, len) ((void)(memory), (void)(len))
#endif

static uint8_t *before;
static struct value arguments[MOST_ARGUMENTS];

static const struct argument *result_of(const struct function *function) {
    for (size_t i = 0; i < MOST_ARGUMENTS; i++)
        if (function->arguments[i].role == RESULT) return &function->arguments[i];
    return NULL;
}

static void take_state(void) {
    memcpy(before, world, WORLD_SIZE);
    (void)COMPARABLE(before, WORLD_SIZE);
}

/* Brings the memory back to the state after the setup, and sets the usual arguments. */
static void again(const struct function *function) {
    memcpy(world, before, WORLD_SIZE);
    usual_arguments(function, arguments);
}

static int prepare(const struct function *function) {
    row("%s", function->name);
    make_world();
    int failed = set_up(function->setup);
    EQUAL(failed, 0);
    take_state();
    usual_arguments(function, arguments);
    return failed == 0;
}

/* A signing key that a call has loaded is freed. */
static void free_loaded(const struct function *function, size_t status) {
    if (strncmp(function->name, "alipay_signing_key_from_", 24) == 0 && status == ALIPAY_STATUS_OK) {
        alipay_signing_key *key;
        memcpy(&key, arguments[1].at, sizeof key);
        alipay_signing_key_free(key);
    }
}

/* Calls with arguments that must be refused with this status, and compares the memory. */
static void refused(const struct function *function, enum alipay_status expected, const char *what, size_t i) {
    row("%s, %s, argument %d", function->name, what, (int)i);
    memcpy(before + WORLD_SIZE, world, WORLD_SIZE);
    size_t status = function->call(arguments);
    free_loaded(function, status);
    if (is_explain(function)) {
        EQUAL(status, 0);
        /* The text is empty, unless it has no room, or the room is in the way. */
        if (expected != ALIPAY_STATUS_OVERLAP && arguments[1].at != NULL && arguments[1].len <= WORLD_SIZE) {
            EQUAL(*(uint8_t *)arguments[1].at, 0);
            before[WORLD_SIZE + (size_t)((uint8_t *)arguments[1].at - world)] = 0;
        }
    } else {
        EQUAL(status, expected);
    }
    if (writes_outcome(function) && expected != ALIPAY_STATUS_OVERLAP) {
        const struct argument *result = result_of(function);
        void *at = arguments[result - function->arguments].at;
        const alipay_outcome none = ALIPAY_OUTCOME_NONE;
        if (at == object_at(RESULT_1) && memcmp(at, &none, sizeof none) == 0)
            memcpy(before + WORLD_SIZE + places[RESULT_1].offset, &none, sizeof none);
    }
    CHECK(memcmp(before + WORLD_SIZE, world, WORLD_SIZE) == 0);
}

static int needs_pointer(enum role role) {
    return role != END_OF_ARGUMENTS && role != NUMBER && role != VALUE_OR_NULL;
}

static void test_null(const struct function *function) {
    for (size_t i = 0; i < MOST_ARGUMENTS; i++) {
        enum role role = function->arguments[i].role;
        if (!needs_pointer(role) || strcmp(function->name, "alipay_signing_key_free") == 0) continue;
        again(function);
        arguments[i].at = NULL;
        if (role == CALLBACK) arguments[i].len = 0;
        refused(function, ALIPAY_STATUS_NULL_POINTER, "NULL", i);
        if (role != BUFFER && role != BYTES && role != POINTERS) continue;
        /* With the length 0 it is allowed. */
        again(function);
        arguments[i].at = NULL;
        arguments[i].len = 0;
        row("%s, NULL and 0, argument %d", function->name, (int)i);
        size_t status = function->call(arguments);
        CHECK(is_explain(function) || status < ALIPAY_STATUS_NULL_POINTER || status > ALIPAY_STATUS_OVERLAP);
        free_loaded(function, status);
    }
}

static void test_alignment(const struct function *function) {
    for (size_t i = 0; i < MOST_ARGUMENTS; i++) {
        for (size_t off = 1; off < function->arguments[i].align; off++) {
            again(function);
            arguments[i].at = (uint8_t *)arguments[i].at + off;
            refused(function, ALIPAY_STATUS_MISALIGNED, "misaligned", i);
        }
    }
}

static void test_lengths(const struct function *function) {
    static const size_t lengths[] = {SIZE_MAX, SIZE_MAX - 1, (size_t)PTRDIFF_MAX + 1, SIZE_MAX - 4096};
    for (size_t i = 0; i < MOST_ARGUMENTS; i++) {
        if (!has_length(function->arguments[i].role)) continue;
        for (size_t j = 0; j < sizeof lengths / sizeof *lengths; j++) {
            again(function);
            arguments[i].len = lengths[j];
            refused(function, ALIPAY_STATUS_INVALID_LENGTH, "length", i);
        }
    }
}

/* Moves one argument over all places where it overlaps an area. */
static void over(const struct function *function, size_t moved, uint8_t *start, size_t len, const char *what) {
    const struct argument *argument = &function->arguments[moved];
    again(function);
    size_t size = has_length(argument->role) ? arguments[moved].len * argument->size : argument->size;
    size_t align = argument->align;
    uint8_t *first = start - size + 1, *last = start + len - 1;
    first += (align - (uintptr_t)first % align) % align;
    size_t stride = align;
    /* Long areas: the ends exactly, the middle in steps. */
    for (uint8_t *at = first; at <= last; at += stride) {
        int at_an_end = at < first + 4 * align || at + 4 * align > last;
        if (!at_an_end && (size_t)(at - first) % (37 * align) != 0) continue;
        if (at < world || at + size > world + WORLD_SIZE) continue;
        again(function);
        arguments[moved].at = at;
        refused(function, ALIPAY_STATUS_OVERLAP, what, moved);
    }
}

static size_t length_of(const struct function *function, size_t i) {
    return has_length(function->arguments[i].role) ? arguments[i].len * function->arguments[i].size
                                                   : function->arguments[i].size;
}

/* Memory that a call uses, but that is no argument: what its contexts keep, and texts of its values. */
struct area {
    uint8_t *start;
    size_t len;
};

static size_t hidden(const struct function *function, struct area *areas) {
    size_t count = 0;
    for (const enum object *kept = kept_by(function->setup); *kept != NO_OBJECT; kept++)
        areas[count++] = (struct area){object_at(*kept), places[*kept].len};
    for (size_t i = 0; i < MOST_ARGUMENTS; i++) {
        enum object object = function->arguments[i].object;
        uint8_t *ids = object_at(IDS);
        /* partnerId is at the begin, and the members of a response only are at the end. */
        if (object == REQUEST) areas[count++] = (struct area){ids, 94};
        if (object == RESPONSE) areas[count++] = (struct area){ids + 21, places[IDS].len - 21};
        if (object == FLASH_KEYS) areas[count++] = (struct area){object_at(FLASH_KEY), places[FLASH_KEY].len};
        if (object == KEYS) areas[count++] = (struct area){object_at(KEY), places[KEY].len};
    }
    return count;
}

static void test_overlap(const struct function *function) {
    struct area areas[8];
    size_t count = hidden(function, areas);
    for (size_t moved = 0; moved < MOST_ARGUMENTS; moved++) {
        enum role role = function->arguments[moved].role;
        /* A begun context would not be one at another place. */
        if (role == END_OF_ARGUMENTS || role == NUMBER || role == CALLBACK || role == SIGNING_KEY) continue;
        if (role == CHANGED_CONTEXT || role == CONST_CONTEXT) continue;
        for (size_t other = 0; other < MOST_ARGUMENTS; other++) {
            enum role other_role = function->arguments[other].role;
            if (other == moved || (!is_written(role) && !is_written(other_role))) continue;
            again(function);
            if (function->arguments[other].object == NO_OBJECT) continue;
            over(function, moved, arguments[other].at, length_of(function, other), "over an argument");
        }
        for (size_t i = 0; is_written(role) && i < count; i++)
            over(function, moved, areas[i].start, areas[i].len, "over kept memory");
    }
}

/* In each state of a context: results in what it keeps. */
static void test_overlap_with_kept(const struct function *function) {
    static const struct {
        enum object context;
        enum setup setup;
    } states[] = {
        {DRAFT, DRAFTED}, {REQUEST_READER, REQUEST_READ}, {REQUEST_READER, REQUEST_VERIFIED},
        {RESPONSE_READER, RESPONSE_READ}, {RESPONSE_READER, RESPONSE_FORGED}, {RESPONSE_READER, RESPONSE_VERIFIED},
        {RESPONSE_READER, RESPONSE_MISMATCHED}, {RESPONSE_READER, RESPONSE_MATCHED}, {CANCEL, CANCEL_IDLE},
        {CANCEL, CANCEL_SENDS}, {CANCEL, CANCEL_WAITS}, {CANCEL, CANCEL_ASKS}, {CANCEL, CANCEL_ENDED},
    };
    enum role role = function->arguments[0].role;
    if (role != CHANGED_CONTEXT && role != CONST_CONTEXT) return;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (states[i].context != function->arguments[0].object) continue;
        make_world();
        EQUAL(set_up(states[i].setup), 0);
        take_state();
        for (size_t moved = 1; moved < MOST_ARGUMENTS; moved++) {
            if (!is_written(function->arguments[moved].role)) continue;
            for (const enum object *kept = kept_by(states[i].setup); *kept != NO_OBJECT; kept++)
                over(function, moved, object_at(*kept), places[*kept].len, "over kept memory");
        }
    }
}

/* Results in the memory of a key that the library has allocated. */
static void test_overlap_with_signing_key(void) {
    size_t *in_key = (size_t *)(void *)signing_key;
    row("results in a signing key");
    make_world();
    EQUAL(set_up(DRAFTED), 0);
    EQUAL(alipay_signing_key_signature_len(signing_key, in_key), ALIPAY_STATUS_OVERLAP);
    EQUAL(alipay_draft_sign(object_at(DRAFT), signing_key, in_key), ALIPAY_STATUS_OVERLAP);
    OK(alipay_draft_sign(object_at(DRAFT), signing_key, object_at(RESULT_1)));
}

/* Each buffer with each length below the usual one: nothing is written behind it. */
static void test_short_buffers(const struct function *function) {
    for (size_t i = 0; i < MOST_ARGUMENTS; i++) {
        if (function->arguments[i].role != BUFFER) continue;
        again(function);
        size_t usual = arguments[i].len;
        for (size_t len = 0; len < usual; len += usual > 300 && len > 30 ? 7 : 1) {
            again(function);
            arguments[i].len = len;
            row("%s, a buffer of %d bytes", function->name, (int)len);
            size_t status = function->call(arguments);
            free_loaded(function, status);
            uint8_t *end = (uint8_t *)arguments[i].at + len;
            CHECK(memcmp(end, before + (end - world), usual - len) == 0);
            CHECK(is_explain(function) || status < ALIPAY_STATUS_NULL_POINTER || status > ALIPAY_STATUS_OVERLAP);
        }
    }
}

/* Contexts that were never begun, and contexts of each other type. */
static void test_other_contexts(const struct function *function) {
    static const enum setup begun[] = {DRAFTED, CLAIMS_REFUSED, REQUEST_READ, RESPONSE_READ, NOTHING, CANCEL_SENDS};
    static const enum object contexts[] = {DRAFT, CLAIMS, REQUEST_READER, RESPONSE_READER, KEY, CANCEL};
    for (size_t i = 0; i < MOST_ARGUMENTS; i++) {
        enum role role = function->arguments[i].role;
        if (role != CHANGED_CONTEXT && role != CONST_CONTEXT) continue;
        again(function);
        memset(arguments[i].at, 0, function->arguments[i].size);
        refused(function, ALIPAY_STATUS_WRONG_ORDER, "zeros", i);
        enum object own = function->arguments[i].object == CLIENT_KEY ? KEY : function->arguments[i].object;
        for (size_t other = 0; other < sizeof contexts / sizeof *contexts; other++) {
            if (contexts[other] == own) continue;
            again(function);
            /* Its begin is there, in memory of the right size. */
            make_world();
            EQUAL(set_up(begun[other]), 0);
            uint8_t state[sizeof(alipay_key)];
            memcpy(state, object_at(contexts[other]), places[contexts[other]].size);
            (void)COMPARABLE(state, sizeof state);
            again(function);
            size_t size = function->arguments[i].size, len = places[contexts[other]].size;
            memcpy(arguments[i].at, state, size < len ? size : len);
            refused(function, ALIPAY_STATUS_WRONG_ORDER, "another context", i);
        }
    }
}

/* The usual call succeeds, and the same call again does no harm. */
static void test_twice(const struct function *function) {
    again(function);
    row("%s, usual", function->name);
    size_t status = function->call(arguments);
    if (is_explain(function))
        CHECK(status > 10);
    else if (!returns_text(function))
        EQUAL(status, function->status);
    free_loaded(function, status);
    /* A signing key can be freed only once. */
    if (strcmp(function->name, "alipay_signing_key_free") == 0) return;
    row("%s, again", function->name);
    status = function->call(arguments);
    free_loaded(function, status);
    CHECK(is_explain(function) || status == ALIPAY_STATUS_WRONG_ORDER || status == function->status ||
        returns_text(function));
}

void test_misuse(void) {
    before = malloc(2 * WORLD_SIZE);
    if (before == NULL) exit(1);
    make_world();
    test_overlap_with_signing_key();
    for (size_t i = 0; i < function_count; i++) {
        const struct function *function = &functions[i];
        if (strcmp(function->name, "alipay_signing_key_free") == 0) {
            alipay_signing_key_free(NULL);
            continue;
        }
        if (!prepare(function)) continue;
        test_twice(function);
        test_null(function);
        test_alignment(function);
        test_lengths(function);
        test_overlap(function);
        test_short_buffers(function);
        test_other_contexts(function);
        test_overlap_with_kept(function);
    }
    free_world();
    free(before);
}
