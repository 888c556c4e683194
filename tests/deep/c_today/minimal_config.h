// What the images need of mbedTLS: SHA-256, RSA with PKCS #1 v1.5, a public key in DER, base64. The same for
// mbedTLS 2.28 and 3.6. Memory comes from calloc.
#ifndef MINIMAL_CONFIG_H
#define MINIMAL_CONFIG_H

// oid.c of 2.28 needs it.
#include <limits.h>

#define MBEDTLS_HAVE_ASM
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA256_SMALLER
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_OID_C
#define MBEDTLS_MD_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_BASE64_C

#endif
