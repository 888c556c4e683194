// The request, with snprintf. The values are known to need no escapes.
#include <stdio.h>
#include <string.h>

#include <mbedtls/base64.h>

#include "today.h"

static const char before[] = "{\"request\":";

size_t write_request(char *buffer, size_t size, const char *req_msg_id, size_t *begin, size_t *end) {
    const char *req_time = "2001-07-04T12:08:56+05:30"; // instead of a clock
    int len = snprintf(buffer, size,
                       "%s{\"head\":{\"version\":\"" VERSION "\",\"function\":\"" FUNCTION
                       "\",\"clientId\":\"" CLIENT_ID "\",\"reqTime\":\"%s\",\"reqMsgId\":\"%s\","
                       "\"reserve\":\"{}\",\"signType\":\"RSA2\"},\"body\":{\"partnerId\":\"" PARTNER_ID
                       "\",\"acquirementId\":\"" ACQUIREMENT_ID "\"}}",
                       before, req_time, req_msg_id);
    if (len < 0 || (size_t)len >= size)
        return 0;
    *begin = sizeof before - 1;
    *end = (size_t)len;
    return (size_t)len;
}

size_t add_signature(char *buffer, size_t size, size_t len, const uint8_t *signature, size_t signature_len) {
    static const char name[] = ",\"signature\":\"", after[] = "\"}";
    size_t base64_len;
    if (size - len < sizeof name + sizeof after)
        return 0;
    memcpy(buffer + len, name, sizeof name - 1);
    len += sizeof name - 1;
    if (mbedtls_base64_encode((uint8_t *)buffer + len, size - len, &base64_len, signature, signature_len) ||
        size - len - base64_len < sizeof after)
        return 0;
    memcpy(buffer + len + base64_len, after, sizeof after - 1);
    return len + base64_len + sizeof after - 1;
}
