// The whole job of a terminal: a request, signed by a secure element that returns the signature later, and the
// outcome of each of 21 answers.
#include "cases.h"
#include "harness.h"
#include "today.h"

// One buffer to receive, one to send, as long as those of the terminal in Rust.
static char received[1024 + 1], send[704];

static void sign(void) {
    uint8_t digest[32];
    size_t begin, end;
    size_t len = write_request(send, sizeof send, REQ_MSG_ID, &begin, &end);
    check("request", len && sha256(send + begin, end - begin, digest));
    print_hex("digest", digest, sizeof digest);
    size_t signature_len = receive("golden/request.sig", (uint8_t *)received, sizeof received);
    len = add_signature(send, sizeof send, len, (uint8_t *)received, signature_len);
    // A real terminal stores the request here, and then sends it.
    check("golden", same_as_file("golden/request.json", (uint8_t *)send, len));
}

static const char *const names[] = {"unknown", "failed", "success"};

static enum outcome expected(const struct answer_case *answer) {
    if (answer->outcome == ALIPAY_OUTCOME_SUCCESS)
        return SUCCESS;
    return answer->outcome >= ALIPAY_OUTCOME_UNKNOWN_REPORTED ? UNKNOWN : FAILED;
}

// Prints what was concluded if it is not what must be concluded. Only success, failed or unknown is compared,
// not why.
static void judge(const struct answer_case *answer, const char *req_msg_id) {
    size_t len = receive_case(answer, (uint8_t *)received, sizeof received - 1);
    received[len] = 0;
    enum outcome outcome = conclude(received, len, req_msg_id).outcome;
    if (outcome != expected(answer)) {
        print("wrong ");
        print(answer->path);
        print(" ");
        print(names[expected(answer)]);
        print(" ");
        print(names[outcome]);
        print("\n");
    }
}

static void work(void *context) {
    (void)context;
    sign();
    for (size_t i = 0; i < CASES; i++)
        judge(&cases[i], REQ_MSG_ID);
    judge(&replayed, NEXT_REQ_MSG_ID);
}

int main(void) {
    check("the key", load_key());
    measure("terminal", work, 0);
    print_number("judged", CASES + 1);
    return 0;
}
