/* The memory in which the tests of misuse and the fuzz target run: one object of each kind, all in one piece, so
 * that they can be made to overlap. */
#ifndef WORLD_H
#define WORLD_H

#include "functions.h"

enum { WORLD_SIZE = 1 << 15 };

struct place {
    size_t offset;
    size_t size; /* the room */
    size_t len;  /* what a call passes: the room, or the length of the content */
};

extern uint8_t *world;
/* What is behind the last object, and a little more, does not change. */
extern size_t world_used;
extern struct place places[OBJECTS];
extern alipay_signing_key *signing_key;

/* Fills the memory with the objects; contexts with zeros. Reads the fixtures at its first call. */
void make_world(void);
/* Makes a state with calls in the right order. Nonzero if that failed. */
int set_up(enum setup setup);
/* The arguments with which a function succeeds after its setup. */
void usual_arguments(const struct function *function, struct value *arguments);
/* The objects that the contexts of this state keep. Ends with NO_OBJECT. */
const enum object *kept_by(enum setup setup);
void *object_at(enum object object);
/* Gives an object its first content again. */
void restore_object(enum object object);
void free_world(void);

#endif
