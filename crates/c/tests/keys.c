/* Public keys that verify, and private keys that sign. */
#include <stdlib.h>

#include "check.h"

static const struct {
    const char *path;
    size_t signature_len;
} public_keys[] = {
    {"keys/client_public.spki.pem", 256},  {"keys/client_public.spki.b64", 256},  {"keys/client_public.pkcs1.pem", 256},
    {"keys/client_public.pkcs1.b64", 256}, {"keys/platform_public.spki.pem", 256}, {"keys/platform_public.spki.b64", 256},
    {"keys/rsa3072_public.spki.pem", 384}, {"keys/rsa4096_public.spki.pem", 512},
};

static const struct {
    const char *path;
    size_t signature_len;
} private_keys[] = {
    {"keys/client_private.pkcs8.pem", 256}, {"keys/client_private.pkcs8.b64", 256}, {"keys/client_private.pkcs1.pem", 256},
    {"keys/client_private.pkcs1.b64", 256}, {"keys/rsa3072_private.pkcs8.pem", 384}, {"keys/rsa4096_private.pkcs8.pem", 512},
};

/* The fingerprint of the client's key, from every form, is the same. */
static void same_client_key(const alipay_key *key) {
    static const uint8_t zeros[32];
    alipay_key pem;
    uint8_t expected[32], found[32];
    load_key(&pem, "keys/client_public.spki.pem");
    OK(alipay_key_fingerprint(&pem, &expected));
    OK(alipay_key_fingerprint(key, &found));
    CHECK(memcmp(expected, found, 32) == 0);
    CHECK(memcmp(expected, zeros, 32) != 0);
}

static void texts(void) {
    for (size_t i = 0; i < sizeof public_keys / sizeof *public_keys; i++) {
        row("%s", public_keys[i].path);
        alipay_key key;
        alipay_error error;
        char text[8] = "full";
        load_key(&key, public_keys[i].path);
        size_t len = 0;
        OK(alipay_key_signature_len(&key, &len));
        EQUAL(len, public_keys[i].signature_len);
        EQUAL(alipay_key_error(&key, &error), ALIPAY_STATUS_NOT_FOUND);
        EQUAL(alipay_key_explain(&key, text, sizeof text), 0);
        EQUAL(text[0], 0);
        if (strstr(public_keys[i].path, "client")) same_client_key(&key);
    }
}

static void bytes(void) {
    static const char *const paths[] = {"keys/client_public.spki.der", "keys/client_public.pkcs1.der"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        row("%s", paths[i]);
        struct file der = fixture(paths[i]);
        alipay_key key;
        OK(alipay_key_from_der(&key, der.bytes, der.len));
        same_client_key(&key);
        /* Both forms end with the modulus and 65537. */
        uint8_t *modulus = der.bytes + der.len - 5 - 256;
        OK(alipay_key_from_modulus(&key, modulus, 256));
        same_client_key(&key);
        /* A leading zero, as a signed number has it. */
        EQUAL(modulus[-1], 0);
        OK(alipay_key_from_modulus(&key, modulus - 1, 257));
        same_client_key(&key);
        modulus[255] &= 0xFE;
        EQUAL(alipay_key_from_modulus(&key, modulus, 256), ALIPAY_STATUS_KEY);
        /* Every length of the DER but its own is an error. */
        for (size_t len = 0; len < der.len; len++) EQUAL(alipay_key_from_der(&key, der.bytes, len), ALIPAY_STATUS_KEY);
        forget(&der);
    }
}

static void refused(void) {
    static const struct {
        const char *name;
        const char *text;
        const char *code;
    } rows[] = {
        {"empty", "", "empty"},
        {"absent", NULL, "empty"},
        {"a path", "keys/client_public.pem", "path"},
        {"no base64", "MIIB!", "base64"},
        {"half of a PEM", "-----BEGIN PUBLIC KEY-----\nMIIB\n", "truncated"},
        {"not UTF-8", "MIIB\xFF", "base64"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        row("a key that is refused: %s", rows[i].name);
        alipay_key key;
        alipay_error error;
        size_t len = 77;
        uint8_t fingerprint[32];
        char text[200] = "";
        memset(&key, 0, sizeof key);
        EQUAL(alipay_key_from_text(&key, alipay_text_of(rows[i].text)), ALIPAY_STATUS_KEY);
        OK(alipay_key_error(&key, &error));
        TEXT(error.code, rows[i].code);
        CHECK(error.offset == SIZE_MAX || strcmp(rows[i].code, "base64") == 0);
        CHECK(alipay_key_explain(&key, text, sizeof text) == strlen(text) && text[0] != 0);
        EQUAL(alipay_key_signature_len(&key, &len), ALIPAY_STATUS_WRONG_ORDER);
        EQUAL(len, 77);
        EQUAL(alipay_key_fingerprint(&key, &fingerprint), ALIPAY_STATUS_WRONG_ORDER);
    }
}

/* A text is cut between characters, always has a NUL, and the length is the whole length. */
static void explanations(void) {
    alipay_key key;
    char whole[300];
    EQUAL(alipay_key_from_text(&key, alipay_text_of("MIIB\xE4")), ALIPAY_STATUS_KEY);
    size_t needed = alipay_key_explain(&key, whole, sizeof whole);
    CHECK(needed > 10 && needed < sizeof whole);
    EQUAL(alipay_key_explain(&key, NULL, 0), needed);
    for (size_t len = 1; len <= needed + 2; len++) {
        row("an explanation in %d bytes", (int)len);
        char *text = malloc(len);
        if (text == NULL) exit(1);
        memset(text, 'x', len);
        EQUAL(alipay_key_explain(&key, text, len), needed);
        size_t written = strlen(text);
        CHECK(written < len && memcmp(text, whole, written) == 0);
        CHECK(len > needed ? written == needed : written + 4 >= len);
        free(text);
    }
}

static void private_texts(void) {
    for (size_t i = 0; i < sizeof private_keys / sizeof *private_keys; i++) {
        row("%s", private_keys[i].path);
        struct file text = fixture(private_keys[i].path);
        alipay_signing_key *key = NULL;
        size_t len = 0;
        char explanation[10] = "old";
        OK(alipay_signing_key_from_text(text_of_file(&text), &key, explanation, sizeof explanation));
        CHECK(key != NULL);
        OK(alipay_signing_key_signature_len(key, &len));
        EQUAL(len, private_keys[i].signature_len);
        alipay_signing_key_free(key);
        forget(&text);
    }
}

static void private_refused(void) {
    static const char *const texts[] = {"", "keys/client.pem", "MIIE", "\xFF\xFE", "-----BEGIN PRIVATE KEY-----"};
    static int some;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        row("a private key that is refused, row %d", (int)i);
        alipay_signing_key *key = (alipay_signing_key *)(void *)&some;
        char explanation[100] = "";
        EQUAL(alipay_signing_key_from_text(alipay_text_of(texts[i]), &key, explanation, sizeof explanation),
            ALIPAY_STATUS_KEY);
        CHECK(key == NULL && explanation[0] != 0);
        EQUAL(alipay_signing_key_from_text(alipay_text_of(texts[i]), &key, NULL, 0), ALIPAY_STATUS_KEY);
    }
    row("a public key is no private key");
    struct file text = fixture("keys/client_public.spki.pem");
    alipay_signing_key *key;
    EQUAL(alipay_signing_key_from_text(text_of_file(&text), &key, NULL, 0), ALIPAY_STATUS_KEY);
    forget(&text);
}

void test_keys(void) {
    texts();
    bytes();
    refused();
    explanations();
    private_texts();
    private_refused();
}
