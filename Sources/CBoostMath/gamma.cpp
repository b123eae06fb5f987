#include "casewise_boost_math.h"
#include "quiet_policy.hpp"

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

using casewise::quiet;
using casewise::quietly;
using real = long double;

extern "C" {

double casewise_log_gamma(double x) {
    return quietly([=] { return boost::math::lgamma(real(x), quiet()); });
}

double casewise_stirling_error(double n) {
    return quietly([=]() -> real {
        const real halfLogTwoPi = 0.918938533204672741780329736405617639861L;
        const real m = n;
        if (m >= 40) {
            const real s = 1 / (m * m);
            const real tail = 1.0L / 1680 - s * (1.0L / 1188 - s * (691.0L / 360360 - s / 156));
            return (1.0L / 12 - s * (1.0L / 360 - s * (1.0L / 1260 - s * tail))) / m;
        }
        return boost::math::lgamma(m + 1, quiet())
            - ((m + 0.5L) * std::log(m) - m + halfLogTwoPi);
    });
}

double casewise_gamma_p(double a, double x) {
    return quietly([=] { return boost::math::gamma_p(real(a), real(x), quiet()); });
}

double casewise_gamma_q(double a, double x) {
    return quietly([=] { return boost::math::gamma_q(real(a), real(x), quiet()); });
}

double casewise_gamma_p_inverse(double a, double p) {
    return quietly([=] { return boost::math::gamma_p_inv(real(a), real(p), quiet()); });
}

double casewise_gamma_q_inverse(double a, double q) {
    return quietly([=] { return boost::math::gamma_q_inv(real(a), real(q), quiet()); });
}

}
