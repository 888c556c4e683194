/* The tests' own helpers: checks that count, and files of the fixtures. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>

#include "alipay_acquiring.h"

extern unsigned long checks, failures;

/* Which row of a table is being checked, for the messages. */
void row(const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 1, 2)))
#endif
    ;

void report(const char *file, int line, const char *what, long long found, long long expected);

#define CHECK(condition) \
    do { \
        checks++; \
        if (!(condition)) report(__FILE__, __LINE__, #condition, 0, 1); \
    } while (0)

#define EQUAL(found, expected) \
    do { \
        long long found_ = (long long)(found), expected_ = (long long)(expected); \
        checks++; \
        if (found_ != expected_) report(__FILE__, __LINE__, #found, found_, expected_); \
    } while (0)

#define OK(call) EQUAL(call, ALIPAY_STATUS_OK)

/* The text is this C string; NULL for an absent text. */
#define TEXT(text, expected) check_text(__FILE__, __LINE__, #text, (text), (expected))
void check_text(const char *file, int line, const char *what, alipay_text text, const char *expected);

/* A file of the fixtures, in memory of exactly its length. */
struct file {
    uint8_t *bytes;
    size_t len;
};
struct file fixture(const char *path);
void forget(struct file *file);

/* Whether a piece of memory is inside another one. */
int inside(const void *piece, size_t piece_len, const void *memory, size_t memory_len);

alipay_text text_of_file(const struct file *file);

/* The golden request. */
alipay_request golden_request(void);
/* A response of the platform to it with this result. */
alipay_response golden_response(void);
/* A key of the fixtures. */
void load_key(alipay_key *key, const char *path);

/* A constant for flash, from 256 bytes of a modulus, and from a key in bare base64. */
void make_flash_key(alipay_rsa2048_key *key, const uint8_t *modulus);
void load_flash_key(alipay_rsa2048_key *key, const char *path);

/* The test programs. */
void test_values(void);
void test_keys(void);
void test_writing(void);
void test_reading(void);
void test_orders(void);
void test_outcomes(void);
void test_index(void);
void test_cancel(void);
void test_misuse(void);

#endif
