/// The elements of a picture, in the order they are painted.
struct Canvas {
    /// How a line is drawn: never by colour alone.
    enum Dash: String {
        case solid = ""
        case dashed = "7 4"
        case dotted = "1.5 4"
    }

    /// Where a text stands against its point.
    enum Anchor: String {
        case start
        case middle
        case end
    }

    private(set) var body = ""

    mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ tone: Tone, width: Double = 1,
        dash: Dash = .solid
    ) {
        body += "<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\""
        body += stroke(tone, width, dash) + "/>\n"
    }

    mutating func polyline(
        _ points: [(x: Double, y: Double)], _ tone: Tone, width: Double = 2, dash: Dash = .solid
    ) {
        guard points.count > 1 else { return }
        body += "<path d=\"\(path(points))\" fill=\"none\""
        body += stroke(tone, width, dash) + " stroke-linejoin=\"round\"/>\n"
    }

    mutating func area(_ points: [(x: Double, y: Double)], _ tone: Tone) {
        guard points.count > 2 else { return }
        body += "<path d=\"\(path(points))Z\"\(fill(tone))/>\n"
    }

    mutating func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ tone: Tone,
        outline: Tone? = nil
    ) {
        body += "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(0, width)))\""
        body += " height=\"\(n(max(0, height)))\"\(fill(tone))"
        if let outline { body += stroke(outline, 1, .solid) }
        body += "/>\n"
    }

    mutating func circle(
        _ x: Double, _ y: Double, _ radius: Double, _ tone: Tone, outline: Tone? = nil,
        width: Double = 1.5, dash: Dash = .solid
    ) {
        body += "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\"\(fill(tone))"
        if let outline { body += stroke(outline, width, dash) }
        body += "/>\n"
    }

    mutating func diamond(_ x: Double, _ y: Double, _ radius: Double, _ tone: Tone) {
        area([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], tone)
    }

    mutating func text(
        _ x: Double, _ y: Double, _ text: String, _ tone: Tone = .ink, anchor: Anchor = .start,
        size: Double? = nil, isBold: Bool = false
    ) {
        guard !text.isEmpty else { return }
        body += "<text x=\"\(n(x))\" y=\"\(n(y))\"\(fill(tone))"
        if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
        if let size { body += " font-size=\"\(n(size))\"" }
        if isBold { body += " font-weight=\"600\"" }
        body += ">\(SVGText.escaped(text))</text>\n"
    }

    private func n(_ value: Double) -> String { SVGText.number(value) }

    private func path(_ points: [(x: Double, y: Double)]) -> String {
        var path = ""
        for (index, point) in points.enumerated() {
            path += index == 0 ? "M" : "L"
            path += n(point.x) + " " + n(point.y)
        }
        return path
    }

    private func fill(_ tone: Tone) -> String { " fill=\"\(tone.light)\" class=\"f-\(tone.name)\"" }

    private func stroke(_ tone: Tone, _ width: Double, _ dash: Dash) -> String {
        // An element that has a fill of its own has its class already: the stroke goes by style.
        var out = " stroke=\"\(tone.light)\" style=\"stroke:var(--c-\(tone.name))\""
        out += " stroke-width=\"\(n(width))\""
        if dash != .solid { out += " stroke-dasharray=\"\(dash.rawValue)\"" }
        return out
    }
}
