// The answers that the terminals in C get, the same as those of ../src/bin/terminal.rs, and what must be
// concluded from each.
#ifndef CASES_H
#define CASES_H

#include <stddef.h>
#include <stdint.h>

// Only for the names of the outcomes.
#include "alipay_acquiring.h"

struct answer_case {
    const char *path;
    // What happens on the network: one bit of the byte at this offset is flipped, if it is not 0; and this
    // many bytes are missing at the end.
    uint16_t tampered_at, cut_by;
    // The expected outcome: an alipay_outcome.
    uint8_t outcome;
};

// The answers to the request with REQ_MSG_ID, and one that is replayed to NEXT_REQ_MSG_ID.
#define REQ_MSG_ID "1234567asdfasdf1123fda"
#define NEXT_REQ_MSG_ID "1234567asdfasdf1123fdb"
enum { CASES = 20 };
extern const struct answer_case cases[CASES];
extern const struct answer_case replayed;

// Receives the answer of a case, and returns its length.
size_t receive_case(const struct answer_case *answer, uint8_t *buffer, size_t size);

#endif
