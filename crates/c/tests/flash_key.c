/* A key in flash, from its modulus. `alipay-envelope key --to c` writes the same numbers; here they are computed
 * in another way, so that the tests do not trust it. */
#include "check.h"

enum { WORDS = 64 };

/* number = 2 * number modulo the modulus; `number` is less than the modulus. */
static void double_modulo(uint32_t *number, const uint32_t *modulus) {
    uint32_t difference[WORDS], carry = 0;
    int64_t borrow = 0;
    for (int i = 0; i < WORDS; i++) {
        uint32_t next = number[i] >> 31;
        number[i] = number[i] << 1 | carry;
        carry = next;
    }
    for (int i = 0; i < WORDS; i++) {
        borrow += (int64_t)number[i] - modulus[i];
        difference[i] = (uint32_t)(borrow & 0xFFFFFFFF);
        borrow = borrow < 0 ? -1 : 0;
    }
    if (carry != 0 || borrow == 0) memcpy(number, difference, sizeof difference);
}

void make_flash_key(alipay_rsa2048_key *key, const uint8_t *modulus) {
    memset(key, 0, sizeof *key);
    for (int i = 0; i < WORDS; i++) {
        const uint8_t *word = modulus + 252 - 4 * i;
        key->modulus[i] = (uint32_t)word[0] << 24 | (uint32_t)word[1] << 16 | (uint32_t)word[2] << 8 | word[3];
    }
    /* R * R is 1, doubled 4096 times. */
    key->r_squared[0] = 1;
    for (int i = 0; i < 2 * 2048; i++) double_modulo(key->r_squared, key->modulus);
    size_t low = key->modulus[0], inverse = 1;
    if (sizeof low > sizeof(uint32_t)) low |= (size_t)((uint64_t)key->modulus[1] << 32);
    /* Each step doubles the number of bits that are right. */
    for (int i = 0; i < 7; i++) inverse *= 2 - low * inverse;
    key->negative_inverse = (size_t)0 - inverse;
    key->len = 256;
}

void load_flash_key(alipay_rsa2048_key *key, const char *path) {
    /* In bare base64 of a SubjectPublicKeyInfo the modulus is at the place 33 of 294. */
    struct file text = fixture(path);
    uint8_t der[300];
    size_t len = 0;
    uint32_t bits = 0;
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < text.len; i++) {
        const char *digit = memchr(digits, text.bytes[i], 64);
        if (digit == NULL) break;
        bits = bits << 6 | (uint32_t)(digit - digits);
        if (i % 4 == 0) continue;
        der[len++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
    }
    CHECK(len >= 294);
    make_flash_key(key, der + 33);
    forget(&text);
}
