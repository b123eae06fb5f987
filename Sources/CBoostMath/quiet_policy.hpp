#ifndef CASEWISE_QUIET_POLICY_HPP
#define CASEWISE_QUIET_POLICY_HPP

#include <boost/math/policies/policy.hpp>
#include <limits>

namespace casewise {

namespace bp = boost::math::policies;

/// Answers NaN or an infinity where Boost would throw.
using quiet = bp::policy<
    bp::domain_error<bp::ignore_error>, bp::pole_error<bp::ignore_error>,
    bp::overflow_error<bp::ignore_error>, bp::underflow_error<bp::ignore_error>,
    bp::denorm_error<bp::ignore_error>, bp::evaluation_error<bp::ignore_error>,
    bp::rounding_error<bp::ignore_error>, bp::indeterminate_result_error<bp::ignore_error>>;

/// Runs a calculation; whatever it throws all the same becomes NaN before it reaches Swift.
template <typename Calculation>
double quietly(Calculation calculation) noexcept {
    try {
        return static_cast<double>(calculation());
    } catch (...) {
        return std::numeric_limits<double>::quiet_NaN();
    }
}

}  // namespace casewise
#endif
