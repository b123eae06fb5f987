#include "casewise_boost_math.h"
#include "quiet_policy.hpp"

#include <boost/math/distributions/non_central_chi_squared.hpp>

using casewise::quiet;
using casewise::quietly;
using real = long double;
using distribution = boost::math::non_central_chi_squared_distribution<real, quiet>;

extern "C" {

double casewise_noncentral_chi_squared_lower(double df, double noncentrality, double x) {
    return quietly([=] { return cdf(distribution(df, noncentrality), real(x)); });
}

double casewise_noncentral_chi_squared_upper(double df, double noncentrality, double x) {
    return quietly(
        [=] { return cdf(complement(distribution(df, noncentrality), real(x))); });
}

}
