#ifndef CASEWISE_POISSON_MIXTURE_HPP
#define CASEWISE_POISSON_MIXTURE_HPP

#include "incomplete_beta.hpp"

// A noncentral distribution is a Poisson mixture of central ones:
//     sum over j >= 0 of w_j K(a + j),  w_j = m^(j+c) e^-m / Γ(j + c + 1),
// with c = 0 but for the odd half of a noncentral t, where c = 1/2. Every term is positive. Each
// is written as w_j h(a + j) times a ratio that follows a recurrence of positive terms, outward
// from the largest w_j h(a + j), whose logarithm comes from the saddle point: so a tail of
// 1e-100000 has as many digits as one of 0.1. Boost's own sums lose theirs in the far tails.

namespace casewise {

/// What is mixed: lower tails, upper tails, or densities.
enum class part { lower, upper, density };

/// P(a, x) and Q(a, x), with h(a) = x^a e^-x / Γ(a + 1).
struct gamma_kernel {
    real x;
    real growth(real a) const { return x / (a + 1); }
    real log_term(real a) const { return log_poisson_term(a, x); }
    real lower(real a) const { return gamma_lower_ratio(a, x); }
    real upper(real a) const { return gamma_upper_ratio(a, x); }
};

/// I_x(a, b) and I_y(b, a), with h(a) = x^a y^b / (a B(a, b)).
struct beta_kernel {
    real b, x, y;
    real growth(real a) const { return x * (a + b) / (a + 1); }
    real log_term(real a) const { return log_beta_term(a, b, x, y); }
    real lower(real a) const { return beta_lower_ratio(a, b, x, y); }
    real upper(real a) const { return beta_upper_ratio(a, b, x, y); }
};

template <typename Kernel>
class poisson_mixture {
public:
    poisson_mixture(real mean, real shape, Kernel kernel, real offset = 0)
        : m(mean), a(shape), c(offset), kernel(kernel) {}

    /// ln of the mixture; the density is that of ln x (gamma) or of the odds' logarithm (beta).
    real log_value(part wanted) const {
        if (m == 0) return c > 0 ? -std::numeric_limits<real>::infinity() : only_term(wanted);
        const real top = largest();
        const real anchor = log_poisson_term(top + c, m) + kernel.log_term(a + top);
        switch (wanted) {
        case part::lower: return anchor + std::log(lower_sum(top));
        case part::upper: return anchor + std::log(upper_sum(top));
        default: return anchor + std::log(density_sum(top));
        }
    }

private:
    static constexpr real negligible = 1e-24L;
    real m, a, c;
    Kernel kernel;

    /// w_(j+1) h(a+j+1) / (w_j h(a+j)).
    real growth(real j) const { return m / (j + 1 + c) * kernel.growth(a + j); }

    real only_term(part wanted) const {
        const real ratio = wanted == part::lower ? kernel.lower(a)
            : wanted == part::upper ? kernel.upper(a) : a;
        return kernel.log_term(a) + std::log(ratio);
    }

    /// The j with the largest w_j h(a + j), by bisection on the growth.
    real largest() const {
        real low = 0, high = 1;
        while (growth(high) > 1) { low = high; high *= 2; }
        while (high - low > 1) {
            const real middle = std::floor((low + high) / 2);
            (growth(middle) > 1 ? low : high) = middle;
        }
        return growth(low) > 1 ? high : low;
    }

    /// Whether what follows `term` is nothing beside `sum`: the terms are log-concave.
    static bool ends(real term, real previous, real sum) {
        return term < previous && term * previous <= negligible * sum * (previous - term);
    }

    // Lower tails fall with j. Their ratio S_j = 1 + growth S_(j+1) is stable downwards.
    real lower_sum(real top) const {
        real j = top, weight = 1;
        for (real g = growth(j); weight > negligible * (1 - g) || g >= 1; g = growth(j)) {
            weight *= g;
            ++j;
        }
        real ratio = kernel.lower(a + j), sum = weight * ratio, previous = sum;
        while (j > 0) {
            --j;
            weight /= growth(j);
            ratio = 1 + kernel.growth(a + j) * ratio;
            const real term = weight * ratio;
            sum += term;
            if (j < top && ends(term, previous, sum)) break;
            previous = term;
        }
        return sum;
    }

    // Upper tails grow with j. Their ratio V_(j+1) = (1 + V_j) / growth is stable upwards.
    real upper_sum(real top) const {
        real j = top, weight = 1;
        while (j > 0) {
            const real g = 1 / growth(j - 1);
            if (g < 1 && weight <= negligible * (1 - g)) break;
            weight *= g;
            --j;
        }
        real ratio = kernel.upper(a + j), sum = weight * ratio, previous = sum;
        for (;;) {
            weight *= growth(j);
            ratio = (1 + ratio) / kernel.growth(a + j);
            ++j;
            const real term = weight * ratio;
            sum += term;
            if ((j > top && ends(term, previous, sum)) || !(term > 0)) break;
            previous = term;
        }
        return sum;
    }

    real density_sum(real top) const {
        real sum = a + top, weight = 1, previous = sum;
        for (real j = top; j > 0;) {
            --j;
            weight /= growth(j);
            const real term = weight * (a + j);
            sum += term;
            if (ends(term, previous, sum)) break;
            previous = term;
        }
        weight = 1;
        previous = a + top;
        for (real j = top;; ) {
            weight *= growth(j);
            ++j;
            const real term = weight * (a + j);
            sum += term;
            if (ends(term, previous, sum) || !(term > 0)) break;
            previous = term;
        }
        return sum;
    }
};

/// Both log tails of a mixture; `lower_first` says which is expected to be the smaller.
template <typename Kernel>
log_tails mixture_tails(const poisson_mixture<Kernel>& mixture, bool lower_first) {
    return smaller_first(
        lower_first, [&] { return mixture.log_value(part::lower); },
        [&] { return mixture.log_value(part::upper); });
}

}  // namespace casewise
#endif
