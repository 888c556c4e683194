#include "cases.h"

#include "harness.h"

const struct answer_case cases[CASES] = {
    {"golden/response.json", 0, 0, "success"},
    {"peers/php-default.response.json", 0, 0, "success"},
    {"peers/node-default.response.json", 0, 0, "success"},
    {"answers/refused.json", 0, 0, "failed-refused"},
    {"answers/try-later.json", 0, 0, "failed-try-later"},
    {"answers/not-processed.json", 0, 0, "failed-not-processed"},
    {"answers/unknown.json", 0, 0, "unknown-reported"},
    // Authentic, with an odd detail.
    {"odd/cancel-time-jackson.json", 0, 0, "success"},
    {"odd/status-lower-case-s.json", 0, 0, "unknown-unlisted-status"},
    {"odd/code-unlisted.json", 0, 0, "failed-unlisted"},
    {"answers/contradiction.json", 0, 0, "unknown-contradiction"},
    {"answers/other-transaction.json", 0, 0, "unknown-transaction"},
    // One letter of a value is changed, then one letter of the signature.
    {"golden/response.json", 110, 0, "unknown-invalid-signature"},
    {"golden/response.json", 600, 0, "unknown-invalid-signature"},
    {"refused/signature-status-changed.response.json", 0, 0, "unknown-invalid-signature"},
    {"refused/signature-wrong-key.response.json", 0, 0, "unknown-invalid-signature"},
    {"answers/twice.json", 0, 0, "unknown-undecodable"},
    {"refused/truncated-in-span.response.json", 0, 0, "unknown-undecodable"},
    {"golden/response.json", 0, 1, "unknown-undecodable"},
    {"refused/unsigned-success.json", 0, 0, "unknown-unsigned"},
};

// The authentic response to the first request, replayed to another request.
const struct answer_case replayed = {"golden/response.json", 0, 0, "unknown-mismatch"};

size_t receive_case(const struct answer_case *answer, uint8_t *buffer, size_t size) {
    size_t len = receive(answer->path, buffer, size);
    if (answer->tampered_at)
        buffer[answer->tampered_at] ^= 1;
    return len - answer->cut_by;
}
