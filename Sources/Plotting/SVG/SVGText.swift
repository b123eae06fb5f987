/// Text and numbers as SVG takes them.
enum SVGText {
    /// Text with everything escaped that XML reads as its own; what XML 1.0 cannot hold becomes U+FFFD.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            case "\t", "\n", "\r": out += " "
            default:
                let code = scalar.value
                let isControl = code < 0x20 || (0x7F...0x9F).contains(code)
                let isNone = code & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(code)
                if isControl || isNone {
                    out += "\u{FFFD}"
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out
    }

    /// A coordinate to a hundredth of a pixel. It is a number whatever comes in: what has none is left out long
    /// before.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let hundredths = Int((min(max(value, -1e6), 1e6) * 100).rounded())
        let size = abs(hundredths)
        var text = String(size / 100)
        if size % 100 != 0 {
            text +=
                size % 10 == 0
                ? ".\(size % 100 / 10)" : size % 100 < 10 ? ".0\(size % 100)" : ".\(size % 100)"
        }
        return hundredths < 0 ? "-" + text : text
    }
}
