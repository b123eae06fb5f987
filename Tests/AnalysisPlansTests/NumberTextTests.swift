import AnalysisPlans
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
}
