#ifndef CASEWISE_TRAPEZOID_HPP
#define CASEWISE_TRAPEZOID_HPP

#include "saddle_point.hpp"

namespace casewise {

/// ln of the integral over the whole line of a function with one mode that falls at least
/// exponentially, by the trapezoidal rule: for smooth functions halving the step squares the error.
///
/// `log_value` is the function's logarithm, `width` about its spread at the mode. Below `left_end`
/// it is exp(left_slope u) times a constant, and the rest of the sum is a geometric series.
template <typename Function>
real log_trapezoid(
    Function log_value, real mode, real width, real left_end, real left_slope) {
    const real peak = log_value(mode), floor = -50;
    real sum = 1, step = width, old = 0;
    const auto add_side = [&](real direction, real first, real stride) {
        for (real distance = first;; distance += stride) {
            const real u = mode + direction * distance;
            const real level = log_value(u) - peak;
            // Written so that what is not a number ends the sum.
            if (!(level > floor)) {
                if (level != level) sum = level;
                return;
            }
            const real value = std::exp(level);
            sum += value;
            if (direction < 0 && u < left_end) {
                sum += value / std::expm1(left_slope * stride);
                return;
            }
        }
    };
    add_side(1, step, step);
    add_side(-1, step, step);
    for (int halving = 0; halving < 16; ++halving) {
        old = sum * step;
        add_side(1, step / 2, step);
        add_side(-1, step / 2, step);
        step /= 2;
        if (!(std::abs(sum * step - old) > 1e-10L * old)) break;
    }
    return peak + std::log(sum * step);
}

}  // namespace casewise
#endif
