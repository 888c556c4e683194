// The steps of the job, in the order of the calls. typical.c and careful.c implement them differently.
#ifndef TODAY_H
#define TODAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FUNCTION "alipay.intl.acquiring.common.payCancel"
#define VERSION "2.0.2"
#define CLIENT_ID "211xxxxxxxxxxxxxxx044"
#define PARTNER_ID "218820000000000000023"
#define ACQUIREMENT_ID "2015xxxxxxxxxxxxxxxxxxxxx747"

enum outcome { UNKNOWN, FAILED, SUCCESS };

struct result {
    bool accepted; // the answer could be read, and its signature holds
    enum outcome outcome;
};

// Called once, when the terminal starts. False if there is not enough memory.
bool load_key(void);

// Reads, verifies and matches an answer, and concludes from it. `text` ends with a zero after `len` bytes.
struct result conclude(const char *text, size_t len, const char *req_msg_id);

// ---- request.c, the same for both ----

// Writes the request without its signature. Returns its length, and where the signed part begins and ends.
// 0 if there is not enough room.
size_t write_request(char *buffer, size_t size, const char *req_msg_id, size_t *begin, size_t *end);

// Adds the signature. Returns the length of the whole, or 0.
size_t add_signature(char *buffer, size_t size, size_t len, const uint8_t *signature, size_t signature_len);

// ---- crypto.c: what differs between the releases of mbedTLS ----

struct mbedtls_rsa_context;
bool sha256(const void *bytes, size_t len, uint8_t digest[32]);
void rsa_init(struct mbedtls_rsa_context *key);
bool rsa_verify(struct mbedtls_rsa_context *key, const uint8_t digest[32], const uint8_t *signature);

// ---- span.c ----

// Returns the end of the object that begins at `open`, or NULL. Braces in strings do not count.
const char *end_of_object(const char *open);

#endif
