import AnalysisPlans
import TestSupport
import Testing

struct NumberTextTests {
    @Test func numbersReadAsPeopleWriteThem() {
        #expect(
            [0, 7, 999, 1000, 1_234_567, -1000].map { NumberText.count($0) } == [
                "0", "7", "999", "1,000", "1,234,567", "-1,000",
            ])
        #expect(NumberText.count(216.5) == "216.5" && NumberText.count(8000.0) == "8,000")
        #expect(
            [0.005, 0.1, 1.005, 12.34, 317.5].map { NumberText.ratio($0) } == [
                "0.005", "0.10", "1.00500", "12.3", "318",
            ])
        #expect(NumberText.percent(0.17716) == "17.7%" && NumberText.percent(0) == "0.0%")
        #expect(NumberText.plain(35_040.1) == "35,040" && NumberText.plain(0.612) == "0.612")
        #expect(NumberText.points(-0.0001) == "0.0")
        #expect(NumberText.decimal(-0.0001) == "-1.00e-04" && NumberText.decimal(-0.0) == "0.00")
        #expect(NumberText.decimal(1e9) == "1.00e+09" && NumberText.level(0.95) == "95%")
        #expect(NumberText.level(0.999) == "99.9%" && NumberText.decimal(.infinity) == "-")
    }

    @Test func noDifferenceIsRoundedToNothing() {
        func shown(_ estimate: Double?, _ low: Double, _ high: Double) -> [String] {
            let points = NumberText.pointsShown(estimate, low, high)
            return [estimate, low, high].compactMap { $0.map(points) }
        }
        #expect(shown(0.149, 0.139, 0.2) == ["14.9", "13.9", "20.0"])
        #expect(shown(0.000083, 0.000058, 0.000108) == ["0.008", "0.006", "0.011"])
        #expect(shown(-0.01, -0.02, -0.0001) == ["-1.00", "-2.00", "-0.01"])
        #expect(shown(nil, 1e-7, 3e-7) == ["0.00001", "0.00003"])
        #expect(shown(3e-14, 1e-14, 5e-14) == ["3e-12", "1e-12", "5e-12"])
        // An interval that holds 0 hides nothing.
        #expect(shown(0.0001, -0.0001, 0.0003) == ["0.0", "0.0", "0.0"])
        #expect(shown(0, 0, 0) == ["0.0", "0.0", "0.0"])
    }

    @Test func aFigureIsNoDigitOfAName() {
        for sentence in [
            "Of 3 cases.", "It is 12%.", "p < .001.", "(0.5 to 0.7).", "About 1,000.",
            "1e-5 of it.",
            "rereferred_12m is \"1\" for 5.",
        ] { #expect(WordingCheck.holdsFigure(sentence), "\(sentence)") }
        for sentence in [
            "rereferred_12m rises.", "Where it is \"12\".", "log10 falls.", "The Q1 of it.",
            "None.",
        ] { #expect(!WordingCheck.holdsFigure(sentence), "\(sentence)") }
    }
}
