/// Where a restricted cubic spline has its knots when nobody says: F. E. Harrell, "Regression
/// Modeling Strategies", 2nd ed. 2015, 2.4.6, with the exceptions for ties and for small samples
/// that `rcspline.eval` of R's Hmisc 4.8 makes.
package struct HarrellKnots {
    /// How many knots may be asked for.
    static let allowed = 3...7
    /// Fewer cases than this have no knots.
    static let fewestCases = 6.0
    /// Below so many cases the outer knots are the fifth smallest and the fifth largest value.
    static let smallSample = 100.0
    /// A first or last value that holds this share of all cases makes the value next to it the
    /// outer knot.
    static let heavyShare = 0.05

    /// As many as asked, distinct and ascending; nil where ties do not let them be had.
    package let knots: [Double]?
    /// Three or more distinct places that a person could choose instead; empty without any, and
    /// where there are knots.
    package let alternative: [Double]

    /// - Parameters:
    ///   - count: from 3 to 7.
    ///   - sample: the values of all cases that are used.
    package init(_ count: Int, _ sample: OrderedSample) {
        let distinct = sample.values
        guard sample.count >= Self.fewestCases, distinct.count > 2 else {
            (knots, alternative) = (nil, [])
            return
        }
        if distinct.count - 2 <= count {
            let inside = Array(distinct[1..<distinct.count - 1])
            knots = inside.count == count ? inside : nil
            alternative = knots != nil ? [] : inside.count >= 3 ? inside : distinct
            return
        }
        let tail = count > 6 ? 0.025 : count > 3 ? 0.05 : 0.1
        var rest = sample
        var (first, last): (Double?, Double?) = (nil, nil)
        let shares = sample.cases.map { $0 / sample.count }
        if shares[1..<shares.count - 1].allSatisfy({ $0 < Self.heavyShare }) {
            if shares[0] >= Self.heavyShare {
                first = distinct[1]
                rest = rest.between(above: distinct[1])
            }
            if shares[shares.count - 1] >= Self.heavyShare {
                last = rest.values[rest.values.count - 2]
                rest = rest.between(below: last ?? .infinity)
            }
        }
        let inner = count - (first == nil ? 0 : 1) - (last == nil ? 0 : 1)
        var places: [Double]
        switch inner {
        case 1: places = [rest.quantile(0.5)]
        case 2: places = rest.quantiles(from: 0.5, to: 1 - tail, count: 2)
        default: places = rest.quantiles(from: tail, to: 1 - tail, count: inner)
        }
        let isTied = Set(places).count < min(inner, 3)
        if rest.count < Self.smallSample, inner > 1 {
            if first == nil { places[0] = rest.ranked(5) }
            if last == nil { places[inner - 1] = rest.ranked(rest.count - 4) }
        }
        let ends = [first, last].compactMap(\.self)
        let found = Set(ends + places).sorted()
        guard isTied || found.count < count || rest.count < 5 else {
            (knots, alternative) = (found, [])
            return
        }
        // Twice as many places tell more values apart.
        let denser = rest.quantiles(from: tail, to: 1 - tail, count: 2 * inner)
        let several = found.count >= 3 ? found : Set(ends + denser).sorted()
        knots = nil
        alternative = several.count >= 3 ? Self.thinned(several, to: count) : []
    }

    /// At most so many of some values, the first and the last among them.
    private static func thinned(_ values: [Double], to count: Int) -> [Double] {
        guard values.count > count else { return values }
        return (0..<count).map { values[$0 * (values.count - 1) / (count - 1)] }
    }
}
