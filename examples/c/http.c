#define _POSIX_C_SOURCE 200809L

#include "http.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char TIMEOUT[] = "timeout";

/* Copies a part of a text if it fits, with a NUL. */
static bool copy(char *to, size_t room, const char *from, size_t len) {
    if (len >= room) {
        return false;
    }
    memcpy(to, from, len);
    to[len] = '\0';
    return true;
}

bool http_parse_url(const char *text, struct http_url *url) {
    static const char scheme[] = "http://";
    if (strncmp(text, scheme, sizeof scheme - 1) != 0) {
        return false;
    }
    const char *host = text + sizeof scheme - 1;
    size_t authority = strcspn(host, "/");
    const char *path = host + authority;
    const char *colon = memchr(host, ':', authority);
    size_t host_len = colon == NULL ? authority : (size_t)(colon - host);
    const char *port = colon == NULL ? "80" : colon + 1;
    size_t port_len = colon == NULL ? 2 : authority - host_len - 1;
    if (*path == '\0') {
        path = "/";
    }
    /* No character may end the line of the header, or begin another one. */
    return host_len > 0 && port_len > 0 && strspn(port, "0123456789") >= port_len &&
           strcspn(text, " \t\r\n") == strlen(text) &&
           copy(url->host, sizeof url->host, host, host_len) &&
           copy(url->port, sizeof url->port, port, port_len) &&
           copy(url->path, sizeof url->path, path, strlen(path));
}

/* The time of a clock that nobody sets, in milliseconds. */
static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits until the socket can be read or written. Returns NULL, or what went wrong. */
static const char *wait_for(int socket, short events, int64_t deadline) {
    for (;;) {
        int64_t left = deadline - now_ms();
        if (left <= 0) {
            return TIMEOUT;
        }
        struct pollfd poll_fd = {.fd = socket, .events = events};
        int ready = poll(&poll_fd, 1, left > 60000 ? 60000 : (int)left);
        if (ready > 0) {
            return NULL;
        }
        if (ready < 0 && errno != EINTR) {
            return strerror(errno);
        }
    }
}

/* Connects a socket that does not block. */
static const char *connect_to(int socket, const struct addrinfo *address, int64_t deadline) {
    int flags = fcntl(socket, F_GETFL);
    if (flags < 0 || fcntl(socket, F_SETFL, flags | O_NONBLOCK) < 0) {
        return strerror(errno);
    }
    if (connect(socket, address->ai_addr, address->ai_addrlen) == 0) {
        return NULL;
    }
    if (errno != EINPROGRESS && errno != EINTR) {
        return strerror(errno);
    }
    const char *why = wait_for(socket, POLLOUT, deadline);
    int error = 0;
    socklen_t len = sizeof error;
    if (why == NULL && getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &len) == 0 && error != 0) {
        why = strerror(error);
    }
    return why;
}

static const char *send_all(int socket, const void *bytes, size_t len, int64_t deadline) {
    const char *next = bytes;
    while (len > 0) {
        ssize_t sent = send(socket, next, len, MSG_NOSIGNAL);
        if (sent >= 0) {
            next += sent;
            len -= (size_t)sent;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            const char *why = wait_for(socket, POLLOUT, deadline);
            if (why != NULL) {
                return why;
            }
        } else if (errno != EINTR) {
            return strerror(errno);
        }
    }
    return NULL;
}

/* Reads until the server closes the connection. */
static const char *receive_all(int socket, uint8_t *bytes, size_t room, size_t *len,
                               int64_t deadline) {
    *len = 0;
    for (;;) {
        const char *why = wait_for(socket, POLLIN, deadline);
        if (why != NULL) {
            return why;
        }
        ssize_t received = recv(socket, bytes + *len, room - *len, 0);
        if (received == 0) {
            return NULL;
        }
        if (received > 0) {
            *len += (size_t)received;
            if (*len == room) {
                return "the response is too long";
            }
        } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
            return strerror(errno);
        }
    }
}

/* Finds the body of a response, whose bytes end with a NUL. */
static const char *find_body(struct http_response *response, size_t received) {
    static const char length_name[] = "\r\ncontent-length:";
    const char *text = (const char *)response->received;
    const char *end = strstr(text, "\r\n\r\n");
    if (strncmp(text, "HTTP/1.", 7) != 0 || end == NULL) {
        return received == 0 ? "the connection was closed" : "the response is not HTTP, or cut off";
    }
    response->body = response->received + (end + 4 - text);
    response->body_len = received - (size_t)(end + 4 - text);
    for (const char *line = strstr(text, "\r\n"); line < end; line = strstr(line + 2, "\r\n")) {
        if (strncasecmp(line, length_name, sizeof length_name - 1) == 0 &&
            strtoull(line + sizeof length_name - 1, NULL, 10) != response->body_len) {
            return "the response is cut off";
        }
    }
    return NULL;
}

/* HTTP/1.0, so that the server sends no chunks, and closes the connection at the end. */
static const char *exchange(int socket, const struct http_url *url, const uint8_t *body,
                            size_t body_len, int64_t deadline, struct http_response *response) {
    char header[1536];
    int header_len = snprintf(header, sizeof header,
                              "POST %s HTTP/1.0\r\nHost: %s:%s\r\nConnection: close\r\n"
                              "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
                              url->path, url->host, url->port, body_len);
    size_t received = 0;
    const char *why = send_all(socket, header, (size_t)header_len, deadline);
    if (why == NULL) {
        why = send_all(socket, body, body_len, deadline);
    }
    if (why == NULL) {
        /* One byte remains for the NUL. */
        why = receive_all(socket, response->received, sizeof response->received - 1, &received,
                          deadline);
    }
    if (why != NULL) {
        return why;
    }
    response->received[received] = '\0';
    return find_body(response, received);
}

const char *http_post(const struct http_url *url, uint32_t timeout_ms, const uint8_t *body,
                      size_t body_len, struct http_response *response) {
    int64_t deadline = now_ms() + timeout_ms;
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses = NULL;
    /* POSIX has no limit of time for this call; the resolver has one of its own. */
    int failed = getaddrinfo(url->host, url->port, &hints, &addresses);
    if (failed != 0) {
        return gai_strerror(failed);
    }
    const char *why = "no address";
    int connected = -1;
    for (const struct addrinfo *one = addresses; one != NULL && connected < 0; one = one->ai_next) {
        int opened = socket(one->ai_family, one->ai_socktype, one->ai_protocol);
        why = opened < 0 ? strerror(errno) : connect_to(opened, one, deadline);
        if (why == NULL) {
            connected = opened;
        } else if (opened >= 0) {
            close(opened);
        }
    }
    freeaddrinfo(addresses);
    if (connected >= 0) {
        why = exchange(connected, url, body, body_len, deadline, response);
        close(connected);
    }
    return why;
}
