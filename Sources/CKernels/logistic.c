#include "casewise_logistic.h"
#include "widest.h"

#include <stdint.h>
#include <string.h>

typedef double lanes __attribute__((ext_vector_type(8)));
typedef int64_t whole __attribute__((ext_vector_type(8)));

#define LOAD(v, from) memcpy(&(v), (from), sizeof(v))
#define STORE(to, v) memcpy((to), &(v), sizeof(v))
// mask lanes are all ones or all zeros.
#define CHOOSE(mask, a, b) \
    __builtin_bit_cast(lanes, ((mask) & __builtin_bit_cast(whole, a)) | \
                                  (~(mask) & __builtin_bit_cast(whole, b)))

// exp(r) = 1 + r + r^2 P(r) on |r| <= log(2) / 2 and atanh(s) / s = 1 + z Q(z), z = s^2, on
// s <= 1/3: polynomials through Chebyshev nodes, interpolated at 50 digits by mpmath 1.3
// (chebyfit); they leave 1.8e-17 and 5.0e-18 of the functions.
#define P(r)                                                                               \
    ((((((((((r) * 0x1.af38a9b0ec855p-26 + 0x1.289185613a3d6p-22) * (r) +                  \
            0x1.71de0dae63bb3p-19) * (r) + 0x1.a019b90d2ae7ap-16) * (r) +                  \
          0x1.a01a01a7c41d5p-13) * (r) + 0x1.6c16c1788bd90p-10) * (r) +                    \
        0x1.11111111109b3p-7) * (r) + 0x1.5555555553d63p-5) * (r) +                        \
      0x1.5555555555556p-3) * (r) + 0x1.0000000000001p-1)
#define Q(z)                                                                               \
    ((((((((((z) * 0x1.4b0a26c5f2aefp-4 + 0x1.687a6e7c95176p-5) * (z) +                    \
            0x1.eb905e8575054p-5) * (z) + 0x1.10ac75dc602b1p-4) * (z) +                    \
          0x1.3b18b294bebf9p-4) * (z) + 0x1.745cf0b0e03bdp-4) * (z) +                      \
        0x1.c71c727143318p-4) * (z) + 0x1.24924923d44c6p-3) * (z) +                        \
      0x1.999999999a3ddp-3) * (z) + 0x1.5555555555555p-2)

// log(2) in two parts; the upper one has 32 zero bits at its end, so that its multiples by
// exponents are exact.
#define LOG2_UPPER 0x1.62e42fee00000p-1
#define LOG2_LOWER 0x1.a39ef35793c76p-33
// Added to a small number it leaves the nearest whole one in the lowest bits.
#define ROUNDING 0x1.8p52

// e = exp(-|eta|) and |eta| of eight rows: mu and 1 - mu, e / (1 + e) and 1 / (1 + e), keep all their
// digits. Below -750 the exponential is 0 all the same; a number that is none stays so. 2^k comes in
// two factors: their product may be less than any normal number.
#define SIZE_AND_POWER                                                                        \
    lanes size = __builtin_bit_cast(lanes, __builtin_bit_cast(whole, eta8) & ~sign);          \
    lanes bounded = CHOOSE(-size < -750, (lanes)-750, -size);                                 \
    lanes shifted = bounded * 0x1.71547652b82fep+0 + ROUNDING;                                \
    lanes exponent = shifted - ROUNDING;                                                      \
    lanes r = (bounded - exponent * LOG2_UPPER) - exponent * LOG2_LOWER;                      \
    lanes power = 1 + (r + r * r * P(r));                                                     \
    whole k =                                                                                 \
        __builtin_bit_cast(whole, shifted) - __builtin_bit_cast(whole, (lanes)ROUNDING);      \
    whole half = k >> 1;                                                                      \
    lanes first = __builtin_bit_cast(lanes, (half + 1023) << 52);                             \
    lanes second = __builtin_bit_cast(lanes, (k - half + 1023) << 52);                        \
    lanes e = power * first * second;                                                         \
    lanes larger = 1 / (1 + e);                                                               \
    lanes smaller = e * larger;

// Up to eight rows from i on. Those beyond the last have prior weight 0.
#define LOAD_ROWS                                      \
    size_t count = n - i < 8 ? n - i : 8;              \
    if (count == 8) {                                  \
        LOAD(eta8, eta + i);                           \
        LOAD(y8, y + i);                               \
        if (prior) LOAD(p, prior + i);                 \
    } else {                                           \
        eta8 = 0, y8 = 0, p = 0;                       \
        for (size_t j = 0; j < count; j++) {           \
            eta8[j] = eta[i + j];                      \
            y8[j] = y[i + j];                          \
            p[j] = prior ? prior[i + j] : 1;           \
        }                                              \
    }

// |y - mu| is the probability of what did not happen.
#define RESIDUAL                                              \
    whole event = y8 == 1;                                    \
    whole expected = ~((eta8 >= 0) ^ event);                  \
    lanes other = p * CHOOSE(expected, smaller, larger);      \
    lanes rest = CHOOSE(event, other, -other);

WIDEST
double cw_logistic_rows(size_t n, const double *eta, const double *y, const double *prior,
                        double *weight, double *residual) {
    const whole sign = INT64_MIN;
    lanes total = 0;
    lanes eta8, y8, p = 1;
    for (size_t i = 0; i < n; i += 8) {
        LOAD_ROWS
        SIZE_AND_POWER
        lanes w = p * larger * smaller;
        RESIDUAL
        // log(1 + e) = 2 atanh(e / (2 + e)).
        lanes s = e / (2 + e);
        lanes z = s * s;
        lanes log1p = 2 * s + 2 * s * z * Q(z);
        total -= p * (log1p + CHOOSE(expected, (lanes)0, size));
        if (count == 8) {
            STORE(weight + i, w);
            STORE(residual + i, rest);
        } else {
            for (size_t j = 0; j < count; j++) {
                weight[i + j] = w[j];
                residual[i + j] = rest[j];
            }
        }
    }
    double sum = 0;
    for (int k = 0; k < 8; k++) sum += total[k];
    return sum;
}

WIDEST
void cw_logistic_residuals(size_t n, const double *eta, const double *y, const double *prior,
                           double *residual) {
    const whole sign = INT64_MIN;
    lanes eta8, y8, p = 1;
    for (size_t i = 0; i < n; i += 8) {
        LOAD_ROWS
        SIZE_AND_POWER
        RESIDUAL
        if (count == 8)
            STORE(residual + i, rest);
        else
            for (size_t j = 0; j < count; j++) residual[i + j] = rest[j];
    }
}
