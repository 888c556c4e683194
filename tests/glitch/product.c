/* The Montgomery product of src/signature/montgomery.rs, which has the explanations. See product.h. */
#include "product.h"

#include <string.h>

/* Adds `factor * number` to `sum`, which is one pair longer than the number. Returns the carry. */
static uint64_t add_product(uint64_t *sum, const uint64_t *number, uint32_t pairs, uint64_t factor)
{
    unsigned __int128 carry = 0;
    for (uint32_t i = 0; i < pairs; i++) {
        carry += (unsigned __int128)factor * number[i] + sum[i];
        sum[i] = (uint64_t)carry;
        carry >>= 64;
    }
    carry += sum[pairs];
    sum[pairs] = (uint64_t)carry;
    return (uint64_t)(carry >> 64);
}

static void subtract(uint64_t *number, const uint64_t *other, uint32_t pairs)
{
    uint64_t borrow = 0;
    for (uint32_t i = 0; i < pairs; i++) {
        unsigned __int128 difference = (unsigned __int128)number[i] - other[i] - borrow;
        number[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
}

void montgomery_product(uint64_t *sum, const uint64_t *factor, const uint64_t *other, const uint64_t *n,
                        uint32_t pairs, uint64_t negative_inverse)
{
    memset(sum, 0, 8 * (pairs + SLACK));
    uint64_t carry = 0;
    uint32_t start = (SLACK - pairs % SLACK) % SLACK;
    for (uint32_t done = 0; done < pairs; start = 0) {
        for (uint32_t place = start; place < SLACK && done < pairs; place++, done++) {
            uint64_t *window = sum + place;
            window[pairs] = carry;
            carry = add_product(window, other, pairs, factor[done]);
            carry += add_product(window, n, pairs, window[0] * negative_inverse);
        }
        memmove(sum, sum + SLACK, 8 * pairs);
    }
    if (carry != 0)
        subtract(sum, n, pairs);
}

uint64_t widen_negative_inverse(uint64_t n, uint32_t negative_inverse)
{
    /* Newton's step doubles the number of bits that are right. */
    uint64_t inverse = -(uint64_t)negative_inverse;
    return -(inverse * (2 - n * inverse));
}
