import Distributions
import Glibc

extension ModelSampleSize {
    /// Cox and Snell's R² of a model whose C statistic and share with the event are known, where its
    /// linear predictor is normal in cases with and in cases without the event, with one variance.
    ///
    /// There logit P(y | x) = logit π + μ x - μ²/2 with x ~ N(μ, 1) in cases with and N(0, 1) in
    /// cases without the event and μ = √2 Φ⁻¹(C); R² = 1 - exp(-2 (H₀ - H)), H₀ the entropy of π and
    /// H the mean of -log P(y | x). It is the limit, for many cases, of the simulation that
    /// R. D. Riley, B. Van Calster and G. S. Collins propose, Statistics in Medicine 40 (2021),
    /// 859-864, integrated here by the trapezium rule, which for such functions is exact to rounding.
    ///
    /// - Parameters:
    ///   - cStatistic: strictly between 0.5 and 1.
    ///   - prevalence: strictly between 0 and 1.
    /// - Throws: where one is outside.
    public static func coxSnellR2(
        cStatistic: Double, prevalence: Double
    ) throws(ModelSampleSizeError) -> Double {
        guard prevalence > 0, prevalence < 1 else { throw .prevalence(prevalence) }
        guard cStatistic > 0.5, cStatistic < 1 else { throw .cStatistic(cStatistic) }
        let mu = 2.0.squareRoot() * Normal.quantile(cStatistic)
        let step = 1.0 / 32
        var sum = 0.0
        // What x tells: Σ P(y) ∫ φ(x) log(P(y | x) / P(y)) dx, both outcomes about their own mean.
        for k in -384...384 {
            let z = Double(k) * step
            let weight = Normal.density(z) * step
            // log of the density of each outcome over that of the mixture.
            let event = mu * (z + mu) - mu * mu / 2
            let other = mu * z - mu * mu / 2
            sum += weight * prevalence * (event - Self.logMixture(event, prevalence))
            sum -= weight * (1 - prevalence) * Self.logMixture(other, prevalence)
        }
        return -expm1(-2 * sum)
    }

    /// log(1 - π + π exp(x)).
    private static func logMixture(_ x: Double, _ prevalence: Double) -> Double {
        x <= 0
            ? log1p(prevalence * expm1(x)) : x + log1p((1 - prevalence) * expm1(-x))
    }
}
