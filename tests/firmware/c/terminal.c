// The whole job of a terminal, through the C interface of this crate: a request, signed by a secure element
// that returns the signature later, and the outcome of each response. The same as ../src/bin/terminal.rs.
#include "alipay_acquiring.h"
#include "cases.h"
#include "harness.h"
#include "platform.h"

// The buffers have the lengths of the image in Rust; terminal.rs says why.
static uint8_t received[1024], send_buffer[704], scratch[448];
static alipay_draft draft;
static alipay_response_reader reader;

static alipay_request request_with(alipay_text req_msg_id) {
    const alipay_request request = {
        .client_id = ALIPAY_TEXT("211xxxxxxxxxxxxxxx044"),
        .req_msg_id = req_msg_id,
        .req_time = {2001, 7, 4, 12, 8, 56, 330, 0},
        .reserve = ALIPAY_TEXT("{}"),
        .partner_id = ALIPAY_TEXT("218820000000000000023"),
        .acquirement_id = ALIPAY_TEXT("2015xxxxxxxxxxxxxxxxxxxxx747"),
    };
    return request;
}

// Writes the request, passes its digest to the secure element, and later appends the signature.
static size_t sign(const alipay_request *request) {
    uint8_t digest[32];
    size_t len;
    check("draft", alipay_request_draft(&draft, request, 256, send_buffer, sizeof send_buffer) ==
                           ALIPAY_STATUS_OK &&
                       alipay_draft_digest(&draft, &digest) == ALIPAY_STATUS_OK);
    print_hex("digest", digest, sizeof digest);
    size_t signature_len = receive("golden/request.sig", received, sizeof received);
    check("finish",
          alipay_draft_finish(&draft, received, signature_len, &len) == ALIPAY_STATUS_OK);
    return len;
}

// Reads and verifies a response, matches it to this request, and returns the outcome.
static alipay_outcome conclude(const alipay_request *request, size_t len) {
    alipay_outcome outcome;
    alipay_status status = alipay_response_read(&reader, received, len, scratch, sizeof scratch);
    if (status == ALIPAY_STATUS_OK)
        status = alipay_response_verify_rsa2048(&reader, &PLATFORM);
    if (status == ALIPAY_STATUS_OK)
        status = alipay_response_match(&reader, request);
    // Whatever failed, the outcome says why nothing is known.
    check("outcome", alipay_response_outcome(&reader, &outcome) == ALIPAY_STATUS_OK);
    return outcome;
}

static void conclude_case(const alipay_request *request, const struct answer_case *answer) {
    size_t len = receive_case(answer, received, sizeof received);
    check(answer->path, conclude(request, len) == (alipay_outcome)answer->outcome);
}

static void terminal(void *context) {
    (void)context;
    const alipay_request request = request_with((alipay_text)ALIPAY_TEXT(REQ_MSG_ID));
    size_t len = sign(&request);
    // A real terminal stores the envelope here, and then sends it.
    check("golden", same_as_file("golden/request.json", send_buffer, len));
    for (size_t i = 0; i < CASES; i++)
        conclude_case(&request, &cases[i]);
    const alipay_request next = request_with((alipay_text)ALIPAY_TEXT(NEXT_REQ_MSG_ID));
    conclude_case(&next, &replayed);
}

int main(void) {
    measure("terminal-c", terminal, 0);
    return 0;
}
