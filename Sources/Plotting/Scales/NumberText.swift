import Glibc

/// How the numbers of an axis or a label are written.
public enum NumberText: Sendable {
    /// As they are: 1,250 or 0.25.
    case plain
    /// A share from 0 to 1 as a percentage: 25%.
    case percent
    /// As the caller writes them.
    case custom(@Sendable (Double) -> String)

    /// A number to so many decimals. Very large and very small ones are written with an exponent; what is no number
    /// is a dash.
    public func text(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "–" }
        switch self {
        case .plain: return Self.fixed(value, decimals)
        case .percent: return Self.fixed(value * 100, max(0, decimals - 2)) + "%"
        case .custom(let write): return write(value)
        }
    }

    /// How many decimals tell numbers apart that lie so far from each other.
    static func decimals(forStep step: Double) -> Int {
        guard step > 0, step < 1, step.isFinite else { return 0 }
        return min(15, Int((-log10(step) - 1e-9).rounded(.up)))
    }

    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<max(0, min(decimals, 15)) { scale *= 10 }
        let scaled = (value * scale).rounded()
        guard abs(scaled) < 1e15 else { return exponent(value) }
        if scaled == 0 && value != 0 && abs(value) < 1e-12 { return exponent(value) }
        let digits = Int(abs(scaled))
        let unit = Int(scale)
        var whole = String(digits / unit)
        var grouped = ""
        while whole.count > 3 {
            grouped = "," + whole.suffix(3) + grouped
            whole.removeLast(3)
        }
        var text = whole + grouped
        if unit > 1 {
            let rest = String(digits % unit)
            let zeros = String(repeating: "0", count: max(0, decimals - rest.count))
            text += "." + zeros + rest
        }
        return scaled < 0 ? "\u{2212}" + text : text
    }

    private static func exponent(_ value: Double) -> String {
        let text = "\(value)"
        let shown = text.replacing("e+", with: "e").replacing(".0e", with: "e")
        return shown.hasPrefix("-") ? "\u{2212}" + shown.dropFirst() : shown
    }
}
