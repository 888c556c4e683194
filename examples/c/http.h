/* An HTTP client for one POST at a time, over plain sockets. It has no TLS. */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest response that is read, with its header. The longest response of the specification has
 * ALIPAY_RESPONSE_MAX_LEN bytes, but peers add members. */
#define HTTP_MAX_RESPONSE (64 * 1024)

struct http_url {
    char host[256];
    char port[6];
    char path[1024];
};

struct http_response {
    uint8_t received[HTTP_MAX_RESPONSE];
    /* The body is a part of `received`. */
    const uint8_t *body;
    size_t body_len;
};

/* Reads "http://host[:port][/path]". */
bool http_parse_url(const char *text, struct http_url *url);

/* Sends `body` as application/json on a new connection, and waits for the response, both together for at
 * most `timeout_ms`. Returns NULL, or why there is no response. The HTTP status is not signed, so it is not
 * looked at: the signature of the body decides. */
const char *http_post(const struct http_url *url, uint32_t timeout_ms, const uint8_t *body,
                      size_t body_len, struct http_response *response);

#endif
