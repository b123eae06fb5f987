import Glibc

/// Where a number lies between the two ends of an axis, and the ticks that are honest about it: round numbers, as
/// far apart as they say, ends included.
public struct Scale: Sendable, Hashable {
    /// The number at the start.
    public let low: Double
    /// The number at the end.
    public let high: Double
    /// Whether equal ratios, and not equal differences, are equally far apart.
    public let isLogarithmic: Bool
    /// The numbers to mark, ascending.
    public let ticks: [Double]
    /// How many decimals the ticks need.
    let decimals: Int

    /// Numbers up to here are drawn.
    private static let limit = 1e300

    /// Equal differences, over all of the values and a little more.
    ///
    /// - Parameters:
    ///   - values: what is not a number is passed over; with none the axis goes from 0 to 1.
    ///   - tickCount: about how many.
    ///   - isTight: whether the axis ends at the outermost values, and not at a tick.
    public static func linear(
        covering values: [Double], tickCount: Int = 5, isTight: Bool = false
    ) -> Scale {
        let known = values.filter(\.isFinite).map { min(max($0, -limit), limit) }
        var low = known.min() ?? 0
        var high = known.max() ?? 1
        let size = max(abs(low), abs(high))
        if high - low <= size * 1e-12 || high - low < 1e-290 {
            let room = size < 1e-290 ? 0.5 : size * 0.1
            low -= room
            high += room
        }
        let count = Double(max(1, min(tickCount, 20)))
        let step = niceStep((high - low) / count)
        let first = (low / step + 1e-9).rounded(.down)
        let last = (high / step - 1e-9).rounded(.up)
        var ticks: [Double] = []
        var index = first
        while index <= last, ticks.count < 50 {
            let tick = index * step
            if !isTight || (tick >= low - step * 1e-9 && tick <= high + step * 1e-9) {
                ticks.append(tick == 0 ? 0 : tick)
            }
            index += 1
        }
        return Scale(
            low: isTight ? low : first * step, high: isTight ? high : last * step,
            isLogarithmic: false, ticks: ticks, decimals: NumberText.decimals(forStep: step))
    }

    /// Equal ratios, over all of the values that are above 0.
    ///
    /// - Parameter values: with none above 0 the axis goes from 1/2 to 2.
    public static func logarithmic(covering values: [Double]) -> Scale {
        let known = values.filter { $0.isFinite && $0 > 0 }.map { min(max($0, 1 / limit), limit) }
        let low = (known.min() ?? 1) * 0.999999
        let high = (known.max() ?? 1) * 1.000001
        let span = log2(high) - log2(low)
        // Doublings, or fourfold, or tens: what leaves at most about eight ticks.
        let base: Double = span <= 7 ? 2 : span <= 14 ? 4 : 10
        let unit = log2(base)
        var first = (log2(low) / unit).rounded(.down)
        var last = (log2(high) / unit).rounded(.up)
        if last - first < 2 {
            first -= 1
            last += 1
        }
        let every = max(1, ((last - first) / 8).rounded(.up))
        var ticks: [Double] = []
        var index = (first / every).rounded(.down) * every
        let start = index
        while index < last + every, ticks.count < 50 {
            ticks.append(pow(base, index))
            index += every
        }
        let shown = ticks.filter { $0.isFinite && $0 > 0 }
        return Scale(
            low: shown.first ?? pow(base, start), high: shown.last ?? 2, isLogarithmic: true,
            ticks: shown, decimals: 0)
    }

    /// The place between the ends, from 0 to 1; nil for what is no number or lies outside.
    public func fraction(_ value: Double?) -> Double? {
        guard let fraction = unbounded(value), fraction >= -1e-9, fraction <= 1 + 1e-9 else {
            return nil
        }
        return min(max(fraction, 0), 1)
    }

    /// The place between the ends, with what lies outside put to the nearer end; nil for what is no number.
    func clamped(_ value: Double?) -> Double? { unbounded(value).map { min(max($0, 0), 1) } }

    /// The place, below 0 or above 1 for what lies outside. Infinities are at ±1e9.
    func unbounded(_ value: Double?) -> Double? {
        guard let value, !value.isNaN else { return nil }
        let fraction: Double
        if isLogarithmic {
            if value <= 0 { return value == 0 ? -1e9 : nil }
            fraction = (log2(value) - log2(low)) / (log2(high) - log2(low))
        } else {
            fraction = (value / 2 - low / 2) / (high / 2 - low / 2)
        }
        guard !fraction.isNaN else { return nil }
        return min(max(fraction, -1e9), 1e9)
    }

    /// A tick as text.
    func label(_ tick: Double, _ format: NumberText) -> String {
        guard isLogarithmic else { return format.text(tick, decimals: decimals) }
        // A half is 0.5, a quarter 0.25, an eighth 0.125.
        let places = tick >= 1 ? 0 : min(15, Int((-log2(tick)).rounded(.up)))
        return format.text(tick, decimals: tick < 1e-4 ? 15 : min(places, 4))
    }

    /// The round number next above: 1, 2 or 5 times a power of ten.
    private static func niceStep(_ least: Double) -> Double {
        let power = pow(10, floor(log10(least)))
        guard power > 0, power.isFinite else { return max(least, 1e-300) }
        let leading = least / power
        let factor: Double = leading <= 1.0000001 ? 1 : leading <= 2 ? 2 : leading <= 5 ? 5 : 10
        return factor * power
    }
}
