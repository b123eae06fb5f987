#include "casewise_boost_math.h"
#include "poisson_mixture.hpp"

using namespace casewise;

namespace {

/// λ/2 is the mean of the mixture, over gamma functions at x/2.
poisson_mixture<gamma_kernel> mixture(real df, real noncentrality, real x) {
    return {noncentrality / 2, df / 2, gamma_kernel{x / 2}};
}

log_tails tails(real df, real noncentrality, real x) {
    return mixture_tails(mixture(df, noncentrality, x), x < df + noncentrality);
}

}  // namespace

extern "C" {

double casewise_noncentral_chi_squared_lower(double df, double noncentrality, double x) {
    return quietly([=] { return std::exp(tails(df, noncentrality, x).lower); });
}

double casewise_noncentral_chi_squared_upper(double df, double noncentrality, double x) {
    return quietly([=] { return std::exp(tails(df, noncentrality, x).upper); });
}

double casewise_noncentral_chi_squared_log_lower(double df, double noncentrality, double x) {
    return quietly([=] { return tails(df, noncentrality, x).lower; });
}

double casewise_noncentral_chi_squared_log_upper(double df, double noncentrality, double x) {
    return quietly([=] { return tails(df, noncentrality, x).upper; });
}

// The mixture's density is that of ln x.
double casewise_noncentral_chi_squared_log_density(double df, double noncentrality, double x) {
    return quietly([=] {
        return mixture(df, noncentrality, x).log_value(part::density) - std::log(real(x));
    });
}

}
