/// What stands for a picture where it cannot be seen, and names it in a page.
public struct PictureText: Sendable, Hashable {
    /// A name of its own within the page: a letter, then letters, digits and hyphens; anything else becomes a hyphen.
    public var id: String
    /// What is drawn, in a line.
    public var title: String
    /// What the picture shows, in sentences with its figures.
    public var alternative: String

    /// Name, title and text alternative of a picture.
    public init(id: String, title: String, alternative: String) {
        self.id = id
        self.title = title
        self.alternative = alternative
    }

    var safeID: String {
        let id = id.unicodeScalars.map { scalar -> Character in
            let isSafe =
                scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            return isSafe ? Character(scalar) : "-"
        }
        return "p-" + String(id)
    }
}

/// A finished picture.
struct Picture {
    var width: Double
    var height: Double
    var canvas = Canvas()

    /// One `<svg>` element, to stand in a page or, being complete, in a file.
    func svg(_ text: PictureText) -> String {
        let id = text.safeID
        let size = "\(SVGText.number(width))\" height=\"\(SVGText.number(height))"
        var out = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"casewise-plot\" role=\"img\""
        out += " aria-labelledby=\"\(id)-title \(id)-desc\" width=\"\(size)\""
        out += " viewBox=\"0 0 \(SVGText.number(width)) \(SVGText.number(height))\""
        out += " font-family=\"system-ui, sans-serif\" font-size=\"13\""
        out += " style=\"max-width:100%;height:auto\">\n"
        out += "<title id=\"\(id)-title\">\(SVGText.escaped(text.title))</title>\n"
        out += "<desc id=\"\(id)-desc\">\(SVGText.escaped(text.alternative))</desc>\n"
        out += "<style>\n\(Tone.styleSheet)</style>\n"
        var paper = Canvas()
        paper.rectangle(0, 0, width, height, .paper)
        return out + paper.body + canvas.body + "</svg>\n"
    }
}
