import TestSupport
import Testing

@testable import Plotting

@Suite struct ScaleTests {
    @Test func ticksAreRoundAndReachBothEnds() {
        #expect(
            Scale.linear(covering: [0, 0.43]).ticks == [0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5])
        #expect(Scale.linear(covering: [3, 97]).ticks == [0, 20, 40, 60, 80, 100])
        #expect(Scale.linear(covering: [-0.3, 0.8]).ticks.first == -0.5)
        #expect(Scale.linear(covering: []).ticks == [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1])
        let tight = Scale.linear(covering: [0, 187], isTight: true)
        #expect(tight.high == 187)
        #expect(tight.ticks == [0, 50, 100, 150])
        #expect(Scale.logarithmic(covering: [0.55, 4.4]).ticks == [0.5, 1, 2, 4, 8])
        #expect(Scale.logarithmic(covering: [1]).ticks == [0.5, 1, 2])
        #expect(Scale.logarithmic(covering: []).ticks == [0.5, 1, 2])
        #expect(Scale.logarithmic(covering: [0, -1, .nan]).ticks == [0.5, 1, 2])
    }

    @Test func ticksOfAnyNumbersAreEvenAndInside() {
        var stream = Seeded(9)
        for _ in 0..<400 {
            let middle = (stream.next() - 0.5) * pow10(stream.below(40) - 20)
            let width = stream.next() * pow10(stream.below(40) - 20)
            let scale = Scale.linear(covering: [middle, middle + width])
            #expect(scale.ticks.count >= 2 && scale.ticks.count < 30)
            // To a billionth of the axis, and what the numbers themselves can tell apart.
            let slack = 1e-9 * (scale.high - scale.low) + 1e-15 * abs(middle)
            #expect(scale.low <= middle + slack && scale.high >= middle + width - slack)
            #expect(scale.low < scale.high)
            for tick in scale.ticks { #expect(scale.fraction(tick) != nil) }
            let fractions = scale.ticks.compactMap { scale.fraction($0) }
            for (before, after) in zip(fractions, fractions.dropFirst()) {
                #expect(after > before)
            }
        }
    }

    @Test func placesLieWhereTheyShould() {
        let scale = Scale.linear(covering: [0, 10])
        #expect(scale.fraction(5) == 0.5)
        #expect(scale.fraction(10) == 1)
        #expect(scale.fraction(11) == nil)
        #expect(scale.fraction(.nan) == nil)
        #expect(scale.fraction(nil) == nil)
        #expect(scale.clamped(.infinity) == 1)
        let ratios = Scale.logarithmic(covering: [0.25, 4])
        let one = ratios.fraction(1) ?? 0
        let two = ratios.fraction(2) ?? 0
        let half = ratios.fraction(0.5) ?? 0
        #expect(abs((two - one) - (one - half)) < 1e-12)
        #expect(ratios.fraction(0) == nil)
        #expect(ratios.fraction(-1) == nil)
    }

    @Test(arguments: [
        (0.25, 2, "0.25"), (8000, 0, "8,000"), (1_234_567, 0, "1,234,567"),
        (-3.5, 1, "\u{2212}3.5"),
        (0.05, 1, "0.1"), (1e300, 0, "1e300"), (1e-300, 2, "1e-300"), (0, 2, "0.00"),
        (-0.0, 0, "0"), (12.005, 2, "12.01"),
    ])
    func numbersInWords(_ value: Double, _ decimals: Int, _ text: String) {
        #expect(NumberText.plain.text(value, decimals: decimals) == text)
    }

    @Test func otherFormats() {
        #expect(NumberText.percent.text(0.25, decimals: 2) == "25%")
        #expect(NumberText.percent.text(0.125, decimals: 3) == "12.5%")
        #expect(NumberText.plain.text(.nan, decimals: 1) == "–")
        #expect(NumberText.custom { "£\(Int($0))" }.text(40, decimals: 0) == "£40")
        let scale = Scale.linear(covering: [0, 0.02])
        #expect(
            scale.ticks.map { scale.label($0, .percent) } == [
                "0.0%", "0.5%", "1.0%", "1.5%", "2.0%",
            ])
        let ratios = Scale.logarithmic(covering: [0.2, 3])
        #expect(
            ratios.ticks.map { ratios.label($0, .plain) } == [
                "0.125", "0.25", "0.5", "1", "2", "4",
            ])
    }

    @Test func longWordsAreBrokenOrCut() {
        #expect(TextFit.lines("one two", width: 500) == ["one two"])
        let lines = TextFit.lines(
            "Looked after at any time in the last three years of secondary school", width: 150)
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { TextFit.width($0) <= 150 })
        #expect(TextFit.lines("", width: 10) == [])
        #expect(TextFit.shortened("abc", width: 0) == "a…")
    }

    private func pow10(_ exponent: Int) -> Double {
        var value = 1.0
        for _ in 0..<abs(exponent) { value *= 10 }
        return exponent < 0 ? 1 / value : value
    }
}
