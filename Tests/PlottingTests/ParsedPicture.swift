import Foundation
import FoundationXML

/// A picture as an XML parser sees it.
final class ParsedPicture: NSObject, XMLParserDelegate {
    private(set) var isWellFormed = false
    private(set) var elements: [(name: String, attributes: [String: String])] = []
    private(set) var texts: [String] = []
    private var text = ""

    init(_ svg: String) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        elements.append((name, attributes))
        text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
    ) {
        if name == "text" || name == "title" || name == "desc" { texts.append(text) }
        text = ""
    }

    /// The width and height of the view box.
    var size: (width: Double, height: Double) {
        let box = (elements.first?.attributes["viewBox"] ?? "").split(separator: " ")
            .compactMap { Double($0) }
        return box.count == 4 ? (box[2], box[3]) : (0, 0)
    }

    /// Every place that something is drawn at.
    var places: [(x: Double, y: Double)] {
        var places: [(x: Double, y: Double)] = []
        for (name, attributes) in elements {
            func number(_ key: String) -> Double { Double(attributes[key] ?? "") ?? .nan }
            switch name {
            case "line":
                places.append((number("x1"), number("y1")))
                places.append((number("x2"), number("y2")))
            case "rect":
                places.append((number("x"), number("y")))
                places.append((number("x") + number("width"), number("y") + number("height")))
            case "circle":
                places.append((number("cx") - number("r"), number("cy") - number("r")))
                places.append((number("cx") + number("r"), number("cy") + number("r")))
            case "text": places.append((number("x"), number("y")))
            case "path":
                let numbers = (attributes["d"] ?? "").split { "MLZ ".contains($0) }.map {
                    Double($0) ?? .nan
                }
                for index in stride(from: 0, to: numbers.count - 1, by: 2) {
                    places.append((numbers[index], numbers[index + 1]))
                }
            default: break
            }
        }
        return places
    }

    /// Places outside the view box, and those that are no numbers.
    var strayPlaces: [(x: Double, y: Double)] {
        let (width, height) = size
        return places.filter {
            !($0.x >= -0.5 && $0.x <= width + 0.5 && $0.y >= -0.5 && $0.y <= height + 0.5)
        }
    }
}
