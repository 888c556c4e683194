#include "cases.h"

#include "harness.h"

const struct answer_case cases[CASES] = {
    {"golden/response.json", 0, 0, ALIPAY_OUTCOME_SUCCESS},
    {"peers/php-default.response.json", 0, 0, ALIPAY_OUTCOME_SUCCESS},
    {"peers/node-default.response.json", 0, 0, ALIPAY_OUTCOME_SUCCESS},
    {"answers/refused.json", 0, 0, ALIPAY_OUTCOME_FAILED_REFUSED},
    {"answers/try-later.json", 0, 0, ALIPAY_OUTCOME_FAILED_TRY_LATER},
    {"answers/not-processed.json", 0, 0, ALIPAY_OUTCOME_FAILED_NOT_PROCESSED},
    {"answers/unknown.json", 0, 0, ALIPAY_OUTCOME_UNKNOWN_REPORTED},
    // Authentic, with an odd detail.
    {"odd/cancel-time-jackson.json", 0, 0, ALIPAY_OUTCOME_SUCCESS},
    {"odd/status-lower-case-s.json", 0, 0, ALIPAY_OUTCOME_UNKNOWN_UNLISTED_STATUS},
    {"odd/code-unlisted.json", 0, 0, ALIPAY_OUTCOME_FAILED_UNLISTED},
    {"answers/contradiction.json", 0, 0, ALIPAY_OUTCOME_UNKNOWN_CONTRADICTION},
    {"answers/other-transaction.json", 0, 0, ALIPAY_OUTCOME_UNKNOWN_TRANSACTION},
    // One letter of a value is changed, then one letter of the signature.
    {"golden/response.json", 110, 0, ALIPAY_OUTCOME_UNKNOWN_INVALID_SIGNATURE},
    {"golden/response.json", 600, 0, ALIPAY_OUTCOME_UNKNOWN_INVALID_SIGNATURE},
    {"refused/signature-status-changed.response.json", 0, 0, ALIPAY_OUTCOME_UNKNOWN_INVALID_SIGNATURE},
    {"refused/signature-wrong-key.response.json", 0, 0, ALIPAY_OUTCOME_UNKNOWN_INVALID_SIGNATURE},
    {"answers/twice.json", 0, 0, ALIPAY_OUTCOME_UNKNOWN_UNDECODABLE},
    {"refused/truncated-in-span.response.json", 0, 0, ALIPAY_OUTCOME_UNKNOWN_UNDECODABLE},
    {"golden/response.json", 0, 1, ALIPAY_OUTCOME_UNKNOWN_UNDECODABLE},
    {"refused/unsigned-success.json", 0, 0, ALIPAY_OUTCOME_UNKNOWN_UNSIGNED},
};

// The authentic response to the first request, replayed to another request.
const struct answer_case replayed = {"golden/response.json", 0, 0, ALIPAY_OUTCOME_UNKNOWN_MISMATCH};

size_t receive_case(const struct answer_case *answer, uint8_t *buffer, size_t size) {
    size_t len = receive(answer->path, buffer, size);
    if (answer->tampered_at)
        buffer[answer->tampered_at] ^= 1;
    return len - answer->cut_by;
}
