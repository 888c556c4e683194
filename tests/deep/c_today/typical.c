// The job as it is usually written: cJSON parses the whole answer, `strstr` finds the signed part, and the
// values come from the parsed answer.
#include <string.h>

#include <cJSON.h>
#include <mbedtls/base64.h>
#include <mbedtls/pk.h>

#include "platform_key.h"
#include "today.h"

// The key is parsed for each answer, as in mbedTLS's examples.
bool load_key(void) {
    return true;
}

static bool verify(const char *text, const char *signature) {
    const char *name = strstr(text, "\"response\":");
    const char *begin = name ? strchr(name, '{') : NULL;
    const char *end = begin ? end_of_object(begin) : NULL;
    uint8_t bytes[512], digest[32];
    size_t len;
    if (!end || mbedtls_base64_decode(bytes, sizeof bytes, &len, (const uint8_t *)signature, strlen(signature)) ||
        !sha256(begin, (size_t)(end - begin), digest))
        return false;
    mbedtls_pk_context key;
    mbedtls_pk_init(&key);
    bool holds = mbedtls_pk_parse_public_key(&key, platform_der, sizeof platform_der) == 0 &&
                 mbedtls_pk_verify(&key, MBEDTLS_MD_SHA256, digest, sizeof digest, bytes, len) == 0;
    mbedtls_pk_free(&key);
    return holds;
}

static const char *text_of(const cJSON *object, const char *name) {
    return cJSON_GetStringValue(cJSON_GetObjectItem(object, name));
}

static struct result conclude_from(const cJSON *answer, const char *text, const char *req_msg_id) {
    struct result result = {false, UNKNOWN};
    const cJSON *response = cJSON_GetObjectItem(answer, "response");
    const cJSON *head = cJSON_GetObjectItem(response, "head");
    const cJSON *info = cJSON_GetObjectItem(cJSON_GetObjectItem(response, "body"), "resultInfo");
    const char *signature = text_of(answer, "signature");
    const char *client_id = text_of(head, "clientId");
    const char *msg_id = text_of(head, "reqMsgId");
    const char *status = text_of(info, "resultStatus");
    if (!signature || !client_id || !msg_id || !status || !verify(text, signature))
        return result;
    result.accepted = true;
    if (strcmp(client_id, CLIENT_ID) || strcmp(msg_id, req_msg_id))
        return result;
    if (strcmp(status, "S") == 0)
        result.outcome = SUCCESS;
    else if (strcmp(status, "F") == 0)
        result.outcome = FAILED;
    return result;
}

struct result conclude(const char *text, size_t len, const char *req_msg_id) {
    (void)len;
    cJSON *answer = cJSON_Parse(text);
    struct result result = conclude_from(answer, text, req_msg_id);
    cJSON_Delete(answer);
    return result;
}
