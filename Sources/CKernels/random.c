#include "casewise_random.h"

#include <string.h>

// A product and a sum that are fused round once and not twice: other bits on other machines.
#pragma STDC FP_CONTRACT OFF

// The widest vectors of the processor at hand are chosen when the program starts.
#if defined(__x86_64__)
#define WIDEST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WIDEST
#endif

typedef uint64_t cw_lanes __attribute__((ext_vector_type(8)));

// Eight counters at once, one in each lane of 64 bits. What a product leaves in the upper halves is
// never looked at: a product takes the lower halves alone.
WIDEST
void cw_philox_words(const uint32_t counter[4], const uint32_t key[2], size_t n, uint32_t *words) {
    const cw_lanes low = 0xFFFFFFFF;
    const cw_lanes places = {0, 1, 2, 3, 4, 5, 6, 7};
    for (size_t i = 0; i < n; i++) {
        cw_lanes x0 = places + (uint64_t)(uint32_t)(counter[0] + (uint32_t)(8 * i));
        cw_lanes x1 = counter[1], x2 = counter[2], x3 = counter[3];
        uint32_t k0 = key[0], k1 = key[1];
        for (int round = 0; round < 10; round++) {
            cw_lanes first = (x0 & low) * 0xD2511F53u;
            cw_lanes second = (x2 & low) * 0xCD9E8D57u;
            x0 = (second >> 32) ^ x1 ^ (uint64_t)k0;
            x1 = second;
            x2 = (first >> 32) ^ x3 ^ (uint64_t)k1;
            x3 = first;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        cw_lanes a = (x0 & low) | (x1 << 32);
        cw_lanes b = (x2 & low) | (x3 << 32);
        cw_lanes lower = __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
        cw_lanes upper = __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
        memcpy(words + 32 * i, &lower, sizeof lower);
        memcpy(words + 32 * i + 16, &upper, sizeof upper);
    }
}

static inline double logarithm(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    uint64_t mantissa = (bits & 0x000FFFFFFFFFFFFFu) | 0x3FF0000000000000u;
    double m;
    memcpy(&m, &mantissa, sizeof m);
    int is_large = m > 1.4142135623730951;
    int32_t exponent = (int32_t)(bits >> 52) - 1023 + is_large;
    m = is_large ? m * 0.5 : m;
    double k = exponent;
    double s = (m - 1) / (m + 1);
    double t = s * s;
    double series = 1.0 / 21;
    series = 1.0 / 19 + t * series;
    series = 1.0 / 17 + t * series;
    series = 1.0 / 15 + t * series;
    series = 1.0 / 13 + t * series;
    series = 1.0 / 11 + t * series;
    series = 1.0 / 9 + t * series;
    series = 1.0 / 7 + t * series;
    series = 1.0 / 5 + t * series;
    series = 1.0 / 3 + t * series;
    double log_of_m = 2 * (s + s * t * series);
    return k * 0x1.62e42feep-1 + (log_of_m + k * 0x1.a39ef35793c76p-33);
}

// Horner's rule for a polynomial of degree 7, the highest coefficient first.
static inline double polynomial(double r, const double c[8]) {
    double sum = c[0] * r + c[1];
    sum = sum * r + c[2];
    sum = sum * r + c[3];
    sum = sum * r + c[4];
    sum = sum * r + c[5];
    sum = sum * r + c[6];
    return sum * r + c[7];
}

static const double centre_numerator[8] = {
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
    13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.3871328727963666080};
static const double centre_denominator[8] = {
    5226.4952788528545610, 28729.085735721942674, 39307.895800092710610, 21213.794301586595867,
    5394.1960214247511077, 687.18700749205790830, 42.313330701600911252, 1};
static const double shoulder_numerator[8] = {
    7.74545014278341407640e-4, 0.0227238449892691845833, 0.241780725177450611770,
    1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550,
    4.63033784615654529590, 1.42343711074968357734};
static const double shoulder_denominator[8] = {
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 0.0151986665636164571966,
    0.148103976427480074590, 0.689767334985100004550, 1.67638483018380384940,
    2.05319162663775882187, 1};

// Centre and shoulders are both computed and one is taken, so that no lane waits for a branch.
WIDEST
void cw_normal_quantiles(size_t n, const uint32_t *words, double *out) {
    for (size_t i = 0; i < n; i++) {
        double p = ((double)words[i] + 0.5) * 0x1p-32;
        double q = p - 0.5;
        double r = 0.180625 - q * q;
        double tail = q < 0 ? p : 1 - p;
        double s = __builtin_elementwise_sqrt(-logarithm(tail)) - 1.6;
        double shoulder = polynomial(s, shoulder_numerator);
        int is_central = (q > -0.425) & (q < 0.425);
        double top = is_central ? q * polynomial(r, centre_numerator)
                                : (q < 0 ? -shoulder : shoulder);
        double bottom = is_central ? polynomial(r, centre_denominator)
                                   : polynomial(s, shoulder_denominator);
        out[i] = top / bottom;
    }
}

WIDEST
void cw_exponentials(size_t n, const double *x, double *out) {
// Numbers may be replaced in place, which the compiler cannot know to be safe.
#pragma clang loop vectorize(assume_safety)
    for (size_t i = 0; i < n; i++) {
        double bounded = x[i] > -700 ? x[i] : -700;
        bounded = bounded < 700 ? bounded : 700;
        double shifted = bounded * 1.4426950408889634 + 0x1.8p52;
        double k = shifted - 0x1.8p52;
        double r = (bounded - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;
        double r2 = r * r;
        double r4 = r2 * r2;
        double low = (1 + r) + r2 * (0.5 + r * (1.0 / 6));
        double middle = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040));
        double high = (1.0 / 40320 + r * (1.0 / 362880)) +
                      r2 * (1.0 / 3628800 + r * (1.0 / 39916800));
        double top = 1.0 / 479001600 + r * (1.0 / 6227020800);
        double series = low + r4 * (middle + r4 * (high + r4 * top));
        uint64_t bits;
        memcpy(&bits, &shifted, sizeof bits);
        bits = (bits + 1023) << 52;
        double power;
        memcpy(&power, &bits, sizeof power);
        out[i] = series * power;
    }
}

typedef double cw_doubles __attribute__((ext_vector_type(8)));
typedef int64_t cw_counts __attribute__((ext_vector_type(8)));
typedef uint32_t cw_words __attribute__((ext_vector_type(8)));

// Eight at once, until the last of them is found: mostly after a few steps.
WIDEST
void cw_poisson_counts(size_t n, const uint32_t *words, const double *mean, const double *none,
                       int longest, int64_t *counts) {
    for (size_t i = 0; i < n; i += 8) {
        cw_words word;
        cw_doubles means, term;
        memcpy(&word, words + i, sizeof word);
        memcpy(&means, mean + i, sizeof means);
        memcpy(&term, none + i, sizeof term);
        cw_doubles left = (__builtin_convertvector(word, cw_doubles) + 0.5) * 0x1p-32;
        cw_counts count = 0;
        // -1 where the search goes on: there the count is k after k steps.
        cw_counts going = left >= term;
        for (int k = 1; k <= longest && __builtin_reduce_or(going); k++) {
            left = going ? left - term : left;
            count -= going;
            term *= means / (double)k;
            going &= left >= term;
        }
        memcpy(counts + i, &count, sizeof count);
    }
}
