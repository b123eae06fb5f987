/// Text as wide as it may be, by the average width of its letters: a picture cannot ask the font that it will be
/// seen in.
enum TextFit {
    /// About how wide a text is, in pixels.
    static func width(_ text: String, size: Double = 13) -> Double {
        var units = 0.0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "i", "j", "l", "t", "f", "r", "I", ".", ",", ":", ";", "'", "|", " ", "(", ")":
                units += 0.36
            case "m", "w", "M", "W", "%", "@": units += 0.9
            case "A"..."Z": units += 0.69
            default: units += scalar.value > 0x2E80 ? 1.05 : 0.58
            }
        }
        return units * size
    }

    /// Text in lines that fit, at most so many; what is left over ends in an ellipsis.
    static func lines(
        _ text: String, width: Double, size: Double = 13, limit: Int = 3
    ) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let longer = line.isEmpty ? String(word) : line + " " + word
            if line.isEmpty || Self.width(longer, size: size) <= width {
                line = longer
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        if !line.isEmpty { lines.append(line) }
        let isCut = lines.count > limit
        lines = Array(lines.prefix(limit))
        return lines.enumerated().map { index, line in
            let mustEnd = isCut && index == limit - 1
            return shortened(line, width: width, size: size, mustEnd: mustEnd)
        }
    }

    /// Text with its end replaced by an ellipsis where it is too wide.
    static func shortened(
        _ text: String, width: Double, size: Double = 13, mustEnd: Bool = false
    ) -> String {
        guard mustEnd || Self.width(text, size: size) > width else { return text }
        var kept = text
        while kept.count > 1, Self.width(kept + "…", size: size) > width { kept.removeLast() }
        return kept + "…"
    }
}

extension Canvas {
    /// Words centred on a place, or held to the picture's edge where they would run over it: whatever the font, they
    /// then begin or end inside.
    mutating func words(
        _ words: String, around x: Double, _ y: Double, upTo right: Double, isBold: Bool = false
    ) {
        let shown = TextFit.shortened(words, width: right - 8)
        let half = TextFit.width(shown) * (isBold ? 0.56 : 0.5)
        if x - half < 4 {
            text(4, y, shown, isBold: isBold)
        } else if x + half > right {
            text(right, y, shown, anchor: .end, isBold: isBold)
        } else {
            text(x, y, shown, anchor: .middle, isBold: isBold)
        }
    }
}
