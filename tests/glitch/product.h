#ifndef PRODUCT_H
#define PRODUCT_H

#include <stdint.h>

/* The sum of a product has this many pairs of words more than the modulus: SLACK in src/signature/montgomery.rs. */
#define SLACK 8

/* Leaves in `sum` the same bits as `product` of src/signature/montgomery.rs. All numbers have `pairs` pairs, and `sum`
   has SLACK more. A pair of words is a number of 64 bits here. */
void montgomery_product(uint64_t *sum, const uint64_t *factor, const uint64_t *other, const uint64_t *n,
                        uint32_t pairs, uint64_t negative_inverse);

/* `-1/n` modulo 2^64, from the same modulo 2^32. */
uint64_t widen_negative_inverse(uint64_t n, uint32_t negative_inverse);

#endif
