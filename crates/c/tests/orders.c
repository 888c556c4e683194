/* Every step of each context in each of its states: which steps are too early or too late. */
#include "check.h"
#include "world.h"

enum { MOST_STATES = 8 };

/* The status of a function in each state of its context. */
struct order {
    const char *function;
    alipay_status in[MOST_STATES];
};

#define YES ALIPAY_STATUS_OK
#define NO ALIPAY_STATUS_WRONG_ORDER
#define NONE ALIPAY_STATUS_NOT_FOUND
#define LAST ALIPAY_STATUS_END

static const enum setup draft_states[] = {NOTHING, DRAFT_REFUSED, DRAFTED, FINISHED_DRAFT, SETUPS};
static const struct order drafts[] = {
    {"alipay_draft_signing_bytes", {NO, NO, YES, NO}},
    {"alipay_draft_digest", {NO, NO, YES, NO}},
    {"alipay_draft_finish", {NO, NO, YES, NO}},
    {"alipay_draft_finish_with_number", {NO, NO, YES, NO}},
    {"alipay_draft_sign", {NO, NO, YES, NO}},
    {"alipay_draft_error", {NO, YES, NONE, NONE}},
    {"alipay_request_draft", {YES, YES, YES, YES}},
    {"alipay_response_draft", {YES, YES, YES, YES}},
    {"alipay_response_write_unsigned", {YES, YES, YES, YES}},
    {NULL, {YES}},
};

static const enum setup request_states[] = {NOTHING, REQUEST_REFUSED, REQUEST_READ, REQUEST_VERIFIED, SETUPS};
static const struct order requests[] = {
    {"alipay_request_verify", {NO, NO, YES, NO}},
    {"alipay_request_verify_rsa2048", {NO, NO, YES, NO}},
    {"alipay_request_signing_bytes", {NO, NO, YES, YES}},
    {"alipay_request_digest", {NO, NO, YES, YES}},
    {"alipay_request_signature", {NO, NO, YES, YES}},
    {"alipay_request_assume_verified_by_caller", {NO, NO, YES, NO}},
    {"alipay_request_assume_from_own_storage", {NO, NO, YES, NO}},
    {"alipay_request_values", {NO, NO, NO, YES}},
    {"alipay_request_claimed", {NO, NO, YES, YES}},
    {"alipay_request_refusal", {NO, YES, NONE, NONE}},
    {"alipay_request_error", {NO, YES, NONE, NONE}},
    {"alipay_request_read", {YES, YES, YES, YES}},
    {NULL, {YES}},
};

static const enum setup response_states[] = {NOTHING, RESPONSE_REFUSED, RESPONSE_READ, RESPONSE_FORGED,
    RESPONSE_VERIFIED, RESPONSE_MISMATCHED, RESPONSE_MATCHED, SETUPS};
static const struct order responses[] = {
    {"alipay_response_verify", {NO, NO, YES, YES, NO, NO, NO}},
    {"alipay_response_verify_rsa2048", {NO, NO, YES, YES, NO, NO, NO}},
    {"alipay_response_signing_bytes", {NO, NO, YES, YES, YES, YES, YES}},
    {"alipay_response_digest", {NO, NO, YES, YES, YES, YES, YES}},
    {"alipay_response_signature", {NO, NO, YES, YES, YES, YES, YES}},
    {"alipay_response_assume_verified_by_caller", {NO, NO, YES, YES, NO, NO, NO}},
    {"alipay_response_match", {NO, NO, NO, NO, YES, YES, NO}},
    {"alipay_response_outcome", {NO, YES, NO, YES, NO, YES, YES}},
    {"alipay_response_values", {NO, NO, NO, NO, YES, YES, YES}},
    {"alipay_response_violation", {NO, NO, NO, NO, LAST, LAST, LAST}},
    {"alipay_response_claimed", {NO, NO, YES, YES, YES, YES, YES}},
    {"alipay_response_error", {NO, YES, NONE, YES, NONE, YES, NONE}},
    {"alipay_response_read", {YES, YES, YES, YES, YES, YES, YES}},
    {NULL, {YES}},
};

static const enum setup cancel_states[] = {NOTHING, CANCEL_NOT_LOADED, CANCEL_IDLE, CANCEL_STORES, CANCEL_SENDS,
    CANCEL_WAITS, CANCEL_ASKS, CANCEL_ENDED};
static const struct order cancels[] = {
    {"alipay_cancel_begin", {NO, NO, YES, NO, NO, NO, NO, NO}},
    {"alipay_cancel_step", {NO, NO, YES, YES, YES, YES, YES, YES}},
    {"alipay_cancel_stored", {NO, NO, NO, YES, NO, NO, NO, NO}},
    {"alipay_cancel_store_failed", {NO, NO, NO, YES, NO, NO, NO, NO}},
    {"alipay_cancel_answer", {NO, NO, YES, YES, YES, YES, YES, YES}},
    {"alipay_cancel_answer_rsa2048", {NO, NO, YES, YES, YES, YES, YES, YES}},
    {"alipay_cancel_answer_verified_by", {NO, NO, YES, YES, YES, YES, YES, YES}},
    {"alipay_cancel_no_answer", {NO, NO, YES, YES, YES, YES, YES, YES}},
    {"alipay_cancel_waited", {NO, NO, YES, YES, YES, YES, YES, YES}},
    /* The message that the machine asks for must have another reqMsgId. */
    {"alipay_cancel_message", {NO, NO, NO, NO, NO, NO, ALIPAY_STATUS_MESSAGE, NO}},
    {"alipay_cancel_no_message", {NO, NO, YES, YES, YES, YES, YES, YES}},
    {"alipay_cancel_decided", {NO, NO, NO, NO, NO, NO, NO, YES}},
    {"alipay_cancel_counts", {NO, NO, YES, YES, YES, YES, YES, YES}},
    {"alipay_cancel_request", {NO, NO, NONE, YES, YES, YES, YES, YES}},
    {"alipay_cancel_evidence", {NO, NO, NONE, NONE, NONE, NONE, NONE, YES}},
    {"alipay_cancel_error", {NO, YES, NONE, NONE, NONE, NONE, NONE, NONE}},
    {"alipay_cancel_load", {YES, YES, YES, YES, YES, YES, YES, YES}},
    {NULL, {YES}},
};

static void check_orders(const struct order *orders, const enum setup *states) {
    for (; orders->function != NULL; orders++) {
        const struct function *function = function_named(orders->function);
        CHECK(function != NULL);
        for (size_t i = 0; function != NULL && i < MOST_STATES && states[i] != SETUPS; i++) {
            struct value arguments[MOST_ARGUMENTS];
            row("%s in state %d", orders->function, (int)i);
            make_world();
            EQUAL(set_up(states[i]), 0);
            usual_arguments(function, arguments);
            EQUAL(function->call(arguments), orders->in[i]);
        }
    }
}

/* A key that could not be loaded verifies nothing. */
static void refused_keys(void) {
    row("a key that was refused");
    make_world();
    alipay_outcome outcome = ALIPAY_OUTCOME_SUCCESS;
    EQUAL(set_up(RESPONSE_READ) | set_up(REQUEST_READ) | set_up(CANCEL_SENDS) | set_up(KEY_REFUSED), 0);
    const alipay_key *keys[] = {object_at(KEY)};
    EQUAL(alipay_response_verify(object_at(RESPONSE_READER), keys[0]), ALIPAY_STATUS_WRONG_ORDER);
    EQUAL(alipay_request_verify(object_at(REQUEST_READER), keys[0]), ALIPAY_STATUS_WRONG_ORDER);
    EQUAL(alipay_cancel_answer(object_at(CANCEL), NULL, 0, NULL, 0, keys, 1, &outcome), ALIPAY_STATUS_WRONG_ORDER);
    EQUAL(outcome, ALIPAY_OUTCOME_NONE);
    keys[0] = NULL;
    EQUAL(alipay_cancel_answer(object_at(CANCEL), NULL, 0, NULL, 0, keys, 1, &outcome), ALIPAY_STATUS_NULL_POINTER);
}

void test_orders(void) {
    check_orders(drafts, draft_states);
    check_orders(requests, request_states);
    check_orders(responses, response_states);
    check_orders(cancels, cancel_states);
    refused_keys();
    free_world();
}
