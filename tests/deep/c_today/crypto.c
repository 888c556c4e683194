// What differs between mbedTLS 2.28 and 3.6.
#include <mbedtls/rsa.h>
#include <mbedtls/sha256.h>
#include <mbedtls/version.h>

#include "today.h"

#if MBEDTLS_VERSION_MAJOR < 3

bool sha256(const void *bytes, size_t len, uint8_t digest[32]) {
    return mbedtls_sha256_ret(bytes, len, digest, 0) == 0;
}

void rsa_init(mbedtls_rsa_context *key) {
    mbedtls_rsa_init(key, MBEDTLS_RSA_PKCS_V15, 0);
}

bool rsa_verify(mbedtls_rsa_context *key, const uint8_t digest[32], const uint8_t *signature) {
    return mbedtls_rsa_pkcs1_verify(key, NULL, NULL, MBEDTLS_RSA_PUBLIC, MBEDTLS_MD_SHA256, 32, digest,
                                    signature) == 0;
}

#else

bool sha256(const void *bytes, size_t len, uint8_t digest[32]) {
    return mbedtls_sha256(bytes, len, digest, 0) == 0;
}

void rsa_init(mbedtls_rsa_context *key) {
    mbedtls_rsa_init(key);
}

bool rsa_verify(mbedtls_rsa_context *key, const uint8_t digest[32], const uint8_t *signature) {
    return mbedtls_rsa_pkcs1_verify(key, MBEDTLS_MD_SHA256, 32, digest, signature) == 0;
}

#endif
