// The job as a careful programmer writes it with the same libraries: nothing may follow the answer, names are
// compared with their case, and the values come from the signed part alone, parsed after it is verified.
#include <ctype.h>
#include <string.h>

#include <cJSON.h>
#include <mbedtls/base64.h>
#include <mbedtls/rsa.h>

#include "platform_key.h"
#include "today.h"

enum { SIGNATURE = 256 };

// The key is loaded once and kept, so that mbedTLS computes its Montgomery constant only once.
static mbedtls_rsa_context key;

bool load_key(void) {
    rsa_init(&key);
    bool loaded = mbedtls_rsa_import_raw(&key, platform_modulus, sizeof platform_modulus, NULL, 0, NULL, 0, NULL, 0,
                                         platform_exponent, sizeof platform_exponent) == 0;
#ifndef LEAN
    // The manual requires it after every import. It only computes what is missing, and nothing is.
    loaded = loaded && mbedtls_rsa_complete(&key) == 0;
#endif
    return loaded;
}

static const char *text_of(const cJSON *object, const char *name) {
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

// Parses the whole answer only for its signature, and frees it before RSA needs the memory.
static bool read_signature(const char *text, uint8_t signature[SIGNATURE]) {
    cJSON *answer = cJSON_ParseWithOpts(text, NULL, true);
    const char *base64 = text_of(answer, "signature");
    size_t len;
    bool read = base64 &&
                mbedtls_base64_decode(signature, SIGNATURE, &len, (const uint8_t *)base64, strlen(base64)) == 0 &&
                len == SIGNATURE;
    cJSON_Delete(answer);
    return read;
}

static const char *skip_spaces(const char *at) {
    while (isspace((unsigned char)*at))
        at++;
    return at;
}

// Finds the object after "response" and a colon, with white space between them.
static const char *find_response(const char *text, const char **end) {
    static const char name[] = "\"response\"";
    for (const char *at = text; (at = strstr(at, name)); at += sizeof name - 1) {
        const char *colon = skip_spaces(at + sizeof name - 1);
        const char *begin = *colon == ':' ? skip_spaces(colon + 1) : colon;
        if (*begin == '{')
            return (*end = end_of_object(begin)) ? begin : NULL;
    }
    return NULL;
}

static bool is(const char *value, const char *expected) {
    return value && strcmp(value, expected) == 0;
}

static enum outcome outcome_of(const cJSON *body, const cJSON *info) {
    const char *status = text_of(info, "resultStatus");
    bool code = is(text_of(info, "resultCode"), "SUCCESS"), id = is(text_of(info, "resultCodeId"), "00000000");
    if (is(status, "S") && code && id && is(text_of(body, "acquirementId"), ACQUIREMENT_ID))
        return SUCCESS;
    return is(status, "F") && !code && !id ? FAILED : UNKNOWN;
}

static struct result conclude_from(const cJSON *response, const char *req_msg_id) {
    struct result result = {false, UNKNOWN};
    const cJSON *head = cJSON_GetObjectItemCaseSensitive(response, "head");
    const cJSON *body = cJSON_GetObjectItemCaseSensitive(response, "body");
    const cJSON *info = cJSON_GetObjectItemCaseSensitive(body, "resultInfo");
    const char *client_id = text_of(head, "clientId");
    const char *msg_id = text_of(head, "reqMsgId");
    if (!is(text_of(head, "function"), FUNCTION) || !is(text_of(head, "version"), VERSION) || !client_id || !msg_id ||
        !text_of(info, "resultStatus") || !text_of(info, "resultCode") || !text_of(info, "resultCodeId"))
        return result;
    result.accepted = true;
    if (is(client_id, CLIENT_ID) && is(msg_id, req_msg_id))
        result.outcome = outcome_of(body, info);
    return result;
}

struct result conclude(const char *text, size_t len, const char *req_msg_id) {
    struct result result = {false, UNKNOWN};
    uint8_t signature[SIGNATURE], digest[32];
    const char *begin, *end;
    if (strlen(text) != len || !read_signature(text, signature) || !(begin = find_response(text, &end)) ||
        !sha256(begin, (size_t)(end - begin), digest) || !rsa_verify(&key, digest, signature))
        return result;
    cJSON *response = cJSON_ParseWithLength(begin, (size_t)(end - begin));
    result = conclude_from(response, req_msg_id);
    cJSON_Delete(response);
    return result;
}
