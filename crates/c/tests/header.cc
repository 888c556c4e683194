// The header in C++: it is included twice, and each of its macros and inline functions is used.
#include "alipay_acquiring.h"
#include "alipay_acquiring.h"

namespace {

constexpr const char client_id[] = "211xxxxxxxxxxxxxxx044";

size_t sizes() {
    alipay_draft draft{};
    alipay_claims_reader claims{};
    alipay_request_reader request{};
    alipay_response_reader response{};
    alipay_key key{};
    alipay_cancel cancel{};
    static_assert(sizeof draft == 8 * ALIPAY_DRAFT_WORDS, "");
    static_assert(sizeof claims == 8 * ALIPAY_CLAIMS_READER_WORDS, "");
    static_assert(sizeof request == 8 * ALIPAY_REQUEST_READER_WORDS, "");
    static_assert(sizeof response == 8 * ALIPAY_RESPONSE_READER_WORDS, "");
    static_assert(sizeof key == 8 * ALIPAY_KEY_WORDS, "");
    static_assert(sizeof cancel == 8 * ALIPAY_CANCEL_WORDS, "");
    static_assert(ALIPAY_REQUEST_MAX_LEN + ALIPAY_CANCEL_OVERHEAD < ALIPAY_RESPONSE_MAX_LEN, "");
    static_assert(ALIPAY_SIGNATURE_MAX_LEN == 512, "");
    static_assert(ALIPAY_DECISION_CLOSE != ALIPAY_DECISION_TRY_AGAIN, "");
    static_assert(ALIPAY_OFFSET_UNKNOWN < -1439, "");
    return sizeof draft + sizeof claims + sizeof request + sizeof response + sizeof key + sizeof cancel;
}

}  // namespace

int main() {
    const alipay_text literal = ALIPAY_TEXT("211xxxxxxxxxxxxxxx044");
    const alipay_text string = alipay_text_of(client_id), absent = alipay_text_of(nullptr);
    alipay_request request{};
    alipay_response_reader reader{};
    alipay_outcome outcome;
    request.client_id = literal;
    size_t len = 0;
    const bool good = sizes() > 0 && literal.len == string.len && absent.data == nullptr &&
        alipay_request_len(&request, 256, &len) == ALIPAY_STATUS_VALUE &&
        alipay_response_outcome(&reader, &outcome) == ALIPAY_STATUS_WRONG_ORDER && outcome == ALIPAY_OUTCOME_NONE;
    return good ? 0 : 1;
}
