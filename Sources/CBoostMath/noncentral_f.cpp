#include "casewise_boost_math.h"
#include "poisson_mixture.hpp"

using namespace casewise;

namespace {

/// λ/2 is the mean of the mixture, over beta functions at x = d1 f / (d2 + d1 f).
poisson_mixture<beta_kernel> mixture(real d1, real d2, real noncentrality, real f) {
    const real scaled = d1 * f, total = d2 + scaled;
    return {noncentrality / 2, d1 / 2, beta_kernel{d2 / 2, scaled / total, d2 / total}};
}

log_tails tails(real d1, real d2, real noncentrality, real f) {
    return mixture_tails(mixture(d1, d2, noncentrality, f), f < 1 + noncentrality / d1);
}

}  // namespace

extern "C" {

double casewise_noncentral_f_lower(double d1, double d2, double noncentrality, double f) {
    return quietly([=] { return std::exp(tails(d1, d2, noncentrality, f).lower); });
}

double casewise_noncentral_f_upper(double d1, double d2, double noncentrality, double f) {
    return quietly([=] { return std::exp(tails(d1, d2, noncentrality, f).upper); });
}

double casewise_noncentral_f_log_lower(double d1, double d2, double noncentrality, double f) {
    return quietly([=] { return tails(d1, d2, noncentrality, f).lower; });
}

double casewise_noncentral_f_log_upper(double d1, double d2, double noncentrality, double f) {
    return quietly([=] { return tails(d1, d2, noncentrality, f).upper; });
}

// The mixture's density is that of ln f.
double casewise_noncentral_f_log_density(double d1, double d2, double noncentrality, double f) {
    return quietly([=] {
        return mixture(d1, d2, noncentrality, f).log_value(part::density) - std::log(real(f));
    });
}

}
