import Foundation
import TestSupport
import Testing

@testable import Plotting

@Suite struct PictureTests {
    @Test(arguments: Pictures.names, [300.0, 360, 640, 1000])
    func everyPictureIsWholeAndInsideItsBox(_ name: String, _ width: Double) {
        let svg = Pictures.svg(name, width: width)
        let parsed = ParsedPicture(svg)
        #expect(parsed.isWellFormed)
        #expect(parsed.size.width == width)
        #expect(parsed.strayPlaces.isEmpty, "\(parsed.strayPlaces)")
        #expect(parsed.places.count > 20)
        for (_, attributes) in parsed.elements {
            #expect(!attributes.values.contains { ["nan", "inf", "-inf"].contains($0) })
        }
        let root = parsed.elements.first?.attributes ?? [:]
        #expect(root["role"] == "img")
        #expect(root["aria-labelledby"] == "p-\(name)-title p-\(name)-desc")
        #expect(parsed.elements.contains { $0.attributes["id"] == "p-\(name)-title" })
        #expect(parsed.texts.contains("What \(name) shows, in words."))
        #expect(svg == Pictures.svg(name, width: width))
    }

    @Test(arguments: Pictures.names, [300.0, 360, 640])
    func noTextRunsOutOfThePicture(_ name: String, _ width: Double) {
        let parsed = ParsedPicture(Pictures.svg(name, width: width))
        let drawn = parsed.elements.filter { $0.name == "text" }
        // Texts come in the order of their elements, behind title and description.
        for (element, text) in zip(drawn, parsed.texts.dropFirst(2)) {
            let x = Double(element.attributes["x"] ?? "") ?? .nan
            let size = TextFit.width(text)
            let start: Double
            switch element.attributes["text-anchor"] {
            case "middle": start = x - size / 2
            case "end": start = x - size
            default: start = x
            }
            #expect(start >= -2 && start + size <= width + 2, "\(text) at \(start), \(size) wide")
        }
    }

    @Test func picturesAreKeptWhereAFolderIsNamed() throws {
        guard let folder = ProcessInfo.processInfo.environment["CASEWISE_PICTURES"] else { return }
        for name in Pictures.names {
            for width in [360.0, 640] {
                let url = URL(fileURLWithPath: folder)
                    .appendingPathComponent("\(name)-\(Int(width)).svg")
                try Data(Pictures.svg(name, width: width).utf8).write(to: url)
            }
        }
    }

    @Test func whatTextsHoldIsEscaped() {
        let evil = "<script>alert(\"1\" & '2')</script>\u{0}\u{FFFE}"
        let svg = ForestPlot(
            rows: [.init(evil, estimate: 1, low: 0.5, high: 2, note: evil), .init(heading: evil)],
            label: evil, reference: 1, referenceLabel: evil
        ).svg(PictureText(id: "a b<\"", title: evil, alternative: evil))
        let parsed = ParsedPicture(svg)
        #expect(parsed.isWellFormed)
        #expect(!svg.contains("<script"))
        #expect(parsed.texts.first == "<script>alert(\"1\" & '2')</script>\u{FFFD}\u{FFFD}")
        #expect(
            parsed.elements.first?.attributes["aria-labelledby"] == "p-a-b---title p-a-b---desc")
    }

    @Test func colourIsNeverRedAndCanBeRead() {
        for tone in Tone.allCases {
            for colour in [tone.light, tone.dark, tone.print] {
                let (r, g, b) = Self.channels(colour)
                // Red is where red is strong and green and blue are far behind.
                #expect(!(r > 0.4 && g < 0.5 * r && b < 0.6 * r), "\(tone.name) \(colour)")
            }
        }
        for tone in [Tone.ink, .muted, .first, .second] {
            #expect(Self.contrast(tone.light, Tone.paper.light) >= 4.5)
            #expect(Self.contrast(tone.dark, Tone.paper.dark) >= 4.5)
            #expect(Self.contrast(tone.print, Tone.paper.print) >= 4.5)
            #expect(Self.contrast(tone.light, Tone.band.light) >= 3)
            #expect(Self.contrast(tone.dark, Tone.band.dark) >= 3)
        }
    }

    @Test func aSmallPictureToTheByte() {
        let chart = LineChart(
            lines: [
                .init(
                    "a",
                    [.init(x: 0, y: 0), .init(x: 1, y: 1), .init(x: nil, y: 2), .init(x: 2, y: 2)])
            ], x: Axis("x", .linear(covering: [0, 2])), y: Axis("y", .linear(covering: [0, 2])))
        let svg = chart.svg(PictureText(id: "s", title: "t", alternative: "d"), width: 300)
        let lines = svg.split(separator: "\n").map(String.init)
        let drawn = lines.filter { $0.hasPrefix("<path") || $0.hasPrefix("<svg") }
        #expect(
            drawn == [
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"casewise-plot\" role=\"img\" "
                    + "aria-labelledby=\"p-s-title p-s-desc\" width=\"300\" height=\"292\" "
                    + "viewBox=\"0 0 300 292\" font-family=\"system-ui, sans-serif\" font-size=\"13\" "
                    + "style=\"max-width:100%;height:auto\">",
                "<path d=\"M35.76 240L155.88 150\" fill=\"none\" stroke=\"#1d5fa6\" "
                    + "style=\"stroke:var(--c-first)\" stroke-width=\"2\" stroke-linejoin=\"round\"/>",
            ])
    }

    private static func channels(_ hex: String) -> (Double, Double, Double) {
        let value = Int(hex.dropFirst(), radix: 16) ?? 0
        return (
            Double(value >> 16) / 255, Double((value >> 8) & 255) / 255, Double(value & 255) / 255
        )
    }

    /// Contrast by the formula of WCAG 2.1.
    private static func contrast(_ one: String, _ other: String) -> Double {
        func luminance(_ hex: String) -> Double {
            let (r, g, b) = channels(hex)
            let linear = [r, g, b].map {
                $0 <= 0.03928 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        }
        let both = [luminance(one), luminance(other)].sorted()
        return (both[1] + 0.05) / (both[0] + 0.05)
    }
}
