/* What the fuzz target knows about contexts: where they are, what they keep, and what they have been through. The
 * contract of the header says that C must not write into a context, nor into memory that it keeps; so a context whose
 * memory is overwritten is given up: its first word becomes 0, and it must be begun again. */
#ifndef TRACK_H
#define TRACK_H

#include "world.h"

struct area {
    const uint8_t *start;
    size_t len;
};

enum { MOST_CONTEXTS = 24, MOST_KEPT = 2, ID_LEN = 512 };

struct context {
    uint8_t *at; /* NULL: no context */
    enum object type;
    struct area kept[MOST_KEPT];
    /* Of readers. */
    int is_read, verified, matched, trusted_caller, other_key;
    char ids[ID_LEN]; /* clientId and reqMsgId of the request that it was matched to */
    size_t ids_len;
    /* Of cancels. */
    int stored, may_be_void;
};

extern struct context contexts[MOST_CONTEXTS];

/* Reads the fixtures, and learns how contexts begin. Once. */
void learn(void);
/* The memory after a setup, and its contexts. */
void start_from(enum setup setup);

/* The type of a context without regard to which key it is. */
enum object type_of(enum object object);
struct context *context_at(const void *at, enum object type);
/* There is memory that looks like a context of this type, but the library did not make it. */
int looks_like(const void *at, enum object type);
/* The caller or the library has written here. */
void written(const uint8_t *start, size_t len, const struct context *by);
struct context *begun(uint8_t *at, enum object type);
int overlap(const void *start, size_t len, const void *other, size_t other_len);
/* Checks a call that returned without a fault of the caller. */
void check_call(const struct function *function, const struct value *arguments, size_t status);

/* Stops the fuzzer. */
void violated(const char *what, const struct function *function);

#define REQUIRE(condition, function) \
    do { \
        if (!(condition)) violated(#condition, function); \
    } while (0)

#endif
