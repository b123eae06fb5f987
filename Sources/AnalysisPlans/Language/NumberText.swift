import Glibc

/// Numbers as a person reads them.
public enum NumberText {
    /// A whole number with commas between thousands: 8,000.
    public static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        return value < 0 ? "-" + grouped : grouped
    }

    /// A number of cases, which weights may have made fractional.
    public static func count(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? count(Int(value)) : significant(value)
    }

    /// A number with so many decimals; large and tiny ones in powers of ten.
    public static func decimal(_ value: Double, _ places: Int = 2) -> String {
        guard value.isFinite else { return "-" }
        if value != 0, abs(value) >= 1e7 || abs(value) < pow(10, -Double(places)) / 2 {
            return printed("%.2e", value)
        }
        let text = printed("%.\(places)f", value)
        return text.hasPrefix("-") && text.allSatisfy({ "-0.".contains($0) })
            ? String(text.dropFirst()) : text
    }

    /// A number near 0 to 1 with a fixed number of decimals, 0 where it rounds to it: of shares and
    /// coefficients, of which a sentence never says 3.40e-02.
    public static func fixed(_ value: Double, _ places: Int = 2) -> String {
        let text = printed("%.\(places)f", value)
        return text.hasPrefix("-") && text.allSatisfy({ "-0.".contains($0) })
            ? String(text.dropFirst()) : text
    }

    /// A number with so many significant digits and no trailing zeros.
    public static func significant(_ value: Double, _ digits: Int = 4) -> String {
        printed("%.\(digits)g", value)
    }

    /// A measured number as a sentence says it: 35,040 and not 3.504e+04.
    public static func plain(_ value: Double) -> String {
        abs(value) >= 1000 && abs(value) < 1e15 ? count(Int(value.rounded())) : significant(value)
    }

    /// An odds ratio or a risk ratio: three digits from 0.01 on.
    public static func ratio(_ value: Double) -> String {
        // Near 1 what counts is the distance from it.
        let distance = abs(value - 1)
        if distance > 0 && distance < 0.05 {
            return decimal(value, distance < 0.0005 ? 6 : distance < 0.005 ? 5 : 4)
        }
        if value >= 100 { return value < 1e6 ? decimal(value, 0) : significant(value, 3) }
        if value >= 10 { return decimal(value, 1) }
        return value >= 0.1 || value == 0 ? decimal(value, 2) : significant(value, 2)
    }

    /// A share as a percentage with one decimal: 17.7%.
    public static func percent(_ share: Double) -> String { decimalOrZero(share * 100) + "%" }

    /// A difference of shares in percentage points: 14.9.
    public static func points(_ difference: Double) -> String { decimalOrZero(difference * 100) }

    /// How the percentage points of one comparison are shown: one decimal, and as many more as it
    /// takes where that would turn a difference into 0.0 although its interval leaves out 0.
    ///
    /// - Parameters:
    ///   - difference: the difference itself; nil where only limits are shown.
    ///   - low, high: the limits; nil where there are none.
    public static func pointsShown(
        _ difference: Double?, _ low: Double?, _ high: Double?
    ) -> (Double) -> String {
        let all = [difference, low, high].compactMap(\.self)
        let isOnOneSide = all.allSatisfy { $0 > 0 } || all.allSatisfy { $0 < 0 }
        let smallest = all.map { abs($0) * 100 }.min() ?? 1
        guard isOnOneSide, smallest < 0.05 else { return points }
        guard smallest >= 1e-9 else { return { significant($0 * 100, 3) } }
        var (places, unit) = (2, 0.01)
        while unit > smallest * (1 + 1e-9) { (places, unit) = (places + 1, unit / 10) }
        return { printed("%.\(places)f", $0 * 100) }
    }

    private static func decimalOrZero(_ value: Double) -> String {
        let text = printed("%.1f", value)
        return text == "-0.0" ? "0.0" : text
    }

    /// A confidence level: 95%.
    public static func level(_ confidence: Double) -> String {
        for digits in 6..<17 {
            let text = significant(confidence * 100, digits)
            // What is not all is not called all.
            if text != "100" { return text + "%" }
        }
        return "\(confidence * 100)%"
    }

    /// A number printed as C does it, which rounds correctly.
    private static func printed(_ format: String, _ value: Double) -> String {
        let length = withVaList([value]) { vsnprintf(nil, 0, format, $0) }
        guard length > 0 else { return "\(value)" }
        var buffer = [CChar](repeating: 0, count: Int(length) + 1)
        _ = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
        return String(decoding: buffer.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// How a sentence says a p-value.
    public static func pValue(_ display: String) -> String {
        display.hasPrefix(".") ? "p = \(display)" : "p \(display)"
    }

    /// A level in quotes, but for true and false.
    public static func quoted(_ level: String) -> String {
        level == "true" || level == "false" ? level : "\"\(level)\""
    }

    /// "1 case", "3 cases".
    public static func counted(_ count: Int, _ noun: String) -> String {
        "\(self.count(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// The same with a plural of its own: "1 family", "3 families".
    public static func counted(_ count: Int, _ one: String, _ many: String) -> String {
        "\(self.count(count)) \(count == 1 ? one : many)"
    }

    /// The form of a verb that agrees with a count: one row misses, two rows miss.
    public static func verb(_ count: Int, _ one: String, _ many: String) -> String {
        count == 1 ? one : many
    }
}
