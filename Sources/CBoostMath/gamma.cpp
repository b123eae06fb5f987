#include "casewise_boost_math.h"
#include "incomplete_gamma.hpp"

using namespace casewise;

extern "C" {

double casewise_log_gamma(double x) {
    return quietly([=] { return boost::math::lgamma(real(x), quiet()); });
}

double casewise_stirling_error(double n) {
    return quietly([=] { return stirling_error(n); });
}

double casewise_gamma_lower(double shape, double rate, double x) {
    return quietly([=] { return std::exp(log_gamma_tails(shape, real(rate) * x).lower); });
}

double casewise_gamma_upper(double shape, double rate, double x) {
    return quietly([=] { return std::exp(log_gamma_tails(shape, real(rate) * x).upper); });
}

double casewise_gamma_log_lower(double shape, double rate, double x) {
    return quietly([=] { return log_gamma_tails(shape, real(rate) * x).lower; });
}

double casewise_gamma_log_upper(double shape, double rate, double x) {
    return quietly([=] { return log_gamma_tails(shape, real(rate) * x).upper; });
}

double casewise_gamma_log_term(double shape, double rate, double x) {
    return quietly([=] { return log_poisson_term(shape, real(rate) * x); });
}

}
