#include "casewise_boost_math.h"
#include "quiet_policy.hpp"

#include <boost/math/special_functions/beta.hpp>

using casewise::quiet;
using casewise::quietly;
using real = long double;

extern "C" {

double casewise_beta_lower(double a, double b, double x) {
    return quietly([=] { return boost::math::ibeta(real(a), real(b), real(x), quiet()); });
}

double casewise_beta_upper(double a, double b, double x) {
    return quietly([=] { return boost::math::ibetac(real(a), real(b), real(x), quiet()); });
}

double casewise_beta_quantile(double a, double b, double p) {
    return quietly([=] { return boost::math::ibeta_inv(real(a), real(b), real(p), quiet()); });
}

double casewise_beta_upper_quantile(double a, double b, double q) {
    return quietly([=] { return boost::math::ibetac_inv(real(a), real(b), real(q), quiet()); });
}

}
