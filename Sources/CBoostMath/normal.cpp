#include "casewise_boost_math.h"
#include "quiet_policy.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <cmath>

using casewise::quiet;
using casewise::quietly;

namespace {
const long double squareRootOfTwo = 1.41421356237309504880168872420969808L;
}

extern "C" {

// z / sqrt(2) in long double: rounded to double it would cost z² units in the last place of p.
double casewise_normal_upper_tail(double z) {
    return quietly([=] { return 0.5L * std::erfc(static_cast<long double>(z) / squareRootOfTwo); });
}

double casewise_normal_upper_quantile(double p) {
    return quietly([=] {
        return squareRootOfTwo
            * boost::math::erfc_inv(2.0L * static_cast<long double>(p), quiet());
    });
}

double casewise_normal_quantile(double p) {
    return quietly([=] {
        return -squareRootOfTwo
            * boost::math::erfc_inv(2.0L * static_cast<long double>(p), quiet());
    });
}

}
