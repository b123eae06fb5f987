#include "casewise_boost_math.h"
#include "incomplete_beta.hpp"

using namespace casewise;

namespace {

// d1 f is multiplied in long double: with a million degrees of freedom its rounding to double
// would show in the twelfth digit of a far tail.
log_tails tails(real d1, real d2, real f) {
    const real scaled = d1 * f, total = d2 + scaled;
    return log_beta_tails(d1 / 2, d2 / 2, scaled / total, d2 / total);
}

}  // namespace

extern "C" {

double casewise_f_lower(double d1, double d2, double f) {
    return quietly([=] { return std::exp(tails(d1, d2, f).lower); });
}

double casewise_f_upper(double d1, double d2, double f) {
    return quietly([=] { return std::exp(tails(d1, d2, f).upper); });
}

double casewise_f_log_lower(double d1, double d2, double f) {
    return quietly([=] { return tails(d1, d2, f).lower; });
}

double casewise_f_log_upper(double d1, double d2, double f) {
    return quietly([=] { return tails(d1, d2, f).upper; });
}

// The density of ln f is a times the leading term of the beta function.
double casewise_f_log_density(double d1, double d2, double f) {
    return quietly([=] {
        const real a = real(d1) / 2, scaled = real(d1) * f, total = d2 + scaled;
        return log_beta_term(a, real(d2) / 2, scaled / total, d2 / total) + std::log(a / f);
    });
}

}
