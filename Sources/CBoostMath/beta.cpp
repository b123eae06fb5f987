#include "casewise_boost_math.h"
#include "incomplete_beta.hpp"

using namespace casewise;

namespace {

/// Both tails at x = u / (u + v).
log_tails tails(real a, real b, real u, real v) {
    const real total = u + v;
    return log_beta_tails(a, b, u / total, v / total);
}

}  // namespace

extern "C" {

double casewise_beta_log_lower(double a, double b, double x) {
    return quietly([=] { return tails(a, b, x, 1 - real(x)).lower; });
}

double casewise_beta_log_upper(double a, double b, double x) {
    return quietly([=] { return tails(a, b, x, 1 - real(x)).upper; });
}

double casewise_beta_log_term(double a, double b, double x) {
    return quietly([=] { return log_beta_term(a, b, x, 1 - real(x)); });
}

double casewise_beta_odds_log_lower(double a, double b, double u, double v) {
    return quietly([=] { return tails(a, b, u, v).lower; });
}

double casewise_beta_odds_log_upper(double a, double b, double u, double v) {
    return quietly([=] { return tails(a, b, u, v).upper; });
}

double casewise_beta_odds_log_term(double a, double b, double u, double v) {
    return quietly([=]() -> real {
        const real total = real(u) + v;
        return log_beta_term(a, b, u / total, v / total);
    });
}

}
