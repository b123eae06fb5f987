import Testing

@testable import Disclosure

@Suite struct FigureTests {
    @Test func whatIsMadeOfASuppressedCountIsSuppressed() throws {
        var numbers = ReportNumbers()
        let few = try numbers.addCount("events in Byker", 4)
        let many = try numbers.addCount("events in Walker", 40)
        let first = numbers.addFigure("estimate for Byker", 0.1234, from: [few])
        let second = numbers.addFigure("estimate for Walker", 0.123456, from: [many])
        let difference = numbers.addFigure("difference", 0.000123, from: [], and: [first, second])
        let again = numbers.addFigure("again", 1, from: [], and: [difference])
        let released = numbers.protected(by: .publish)
        #expect(released.figure(first).status == .suppressed)
        #expect(released.figure(first).value == nil)
        #expect(released.figure(second).value == 0.123)
        #expect(released.figure(difference).status == .suppressed)
        #expect(released.figure(again).status == .suppressed)
        #expect(
            released.log.entries.map(\.reason) == [.primary, .derived, .derived, .derived])
        #expect(
            released.log.entries.map(\.name) == [
                "events in Byker", "estimate for Byker", "difference", "again",
            ])
        #expect(numbers.protected(by: .internal).figure(first).value == 0.1234)
        #expect(released.log.tally.map(\.numbers) == [1, 3])
        let none = released.value(of: [few, many]) { $0[0] }
        #expect(none.status == .suppressed && none.value == nil)
    }

    @Test func aModelOfFewDegreesOfFreedom() throws {
        var numbers = ReportNumbers()
        let n = try numbers.addCount("n", 30)
        let thin = numbers.addFigure("slope", 1.5, from: [n], residualDegreesOfFreedom: 9)
        let wide = numbers.addFigure("slope", 1.5, from: [n], residualDegreesOfFreedom: 10)
        let released = numbers.protected(by: .publish)
        #expect(released.figure(thin).status == .suppressed)
        #expect(released.figure(wide).value == 1.5)
        #expect(released.log.entries.map(\.reason) == [.residualDegreesOfFreedom])
    }

    @Test func dominance() throws {
        var numbers = ReportNumbers()
        let n = try numbers.addCount("n", 60)
        let flat = numbers.addAmount(
            "cost", 12, contributions: Array(repeating: 1, count: 12), from: [n])
        let heavy = numbers.addAmount(
            "cost", 1000, contributions: [500, 450] + Array(repeating: 5, count: 10), from: [n])
        let edge = numbers.addAmount(
            "cost", 1000, contributions: [500, 400] + Array(repeating: 10, count: 10), from: [n])
        let few = numbers.addAmount("cost", 3, contributions: [1, 1, 1], from: [n])
        let huge = numbers.addAmount(
            "cost", nil, contributions: [1e308, 1e308] + Array(repeating: 1e300, count: 10),
            from: [n])
        let total = numbers.addAmount("all costs", 1012, contributions: [], from: [n], and: [heavy])
        let byTeam = try numbers.addCount("cases of teams", 100, contributions: [80, 15, 5])
        let released = numbers.protected(by: .publish)
        #expect(released.figure(flat).status == .shown)
        #expect(released.figure(heavy).status == .suppressed)
        // 900 of 1000 is not above 90%.
        #expect(released.figure(edge).status == .shown)
        #expect(released.figure(few).status == .suppressed)
        #expect(released.figure(huge).status == .suppressed)
        #expect(released.figure(total).status == .suppressed)
        #expect(released.count(byTeam).status == .suppressed)
        #expect(released.log.entries.first?.reason == .dominance)
    }

    @Test func smallestAndLargestBelongToThoseWhoHaveThem() throws {
        var numbers = ReportNumbers()
        let large = try numbers.addCount("n", 500)
        let small = try numbers.addCount("few", 8)
        let oldest = numbers.addExtreme("oldest", 19, casesAtValue: 2, in: large)
        let youngest = numbers.addExtreme("youngest", 16, casesAtValue: 120, in: large)
        let median = numbers.addQuantile(
            "median", 17, casesBelow: 300, casesAbove: 260, in: large)
        let outer = numbers.addQuantile(
            "99th percentile", 19, casesBelow: 497, casesAbove: 5, in: large)
        let few = numbers.addQuantile("median", 17, casesBelow: 10, casesAbove: 10, in: small)
        let released = numbers.protected(by: .publish)
        #expect(released.figure(oldest).status == .suppressed)
        #expect(released.figure(youngest).value == 16)
        #expect(released.figure(median).value == 17)
        #expect(released.figure(outer).status == .suppressed)
        #expect(released.figure(few).status == .suppressed)
    }

    @Test func whatTheDataDoNotGive() throws {
        var numbers = ReportNumbers()
        let n = try numbers.addCount("n", 40)
        let zero = try numbers.addCount("none", 0)
        let nan = numbers.addFigure("a", .nan, from: [n])
        let infinite = numbers.addFigure("b", .infinity, from: [n])
        let share = try numbers.addShare("c", of: zero, in: zero)
        let released = numbers.protected(by: .publish)
        #expect(released.figure(nan) == Released(nil, .notEstimable))
        #expect(released.figure(infinite).status == .notEstimable)
        #expect(released.share(share).status == .notApplicable)
        #expect(released.share(share).symbol == .notApplicable)
        #expect(released.count(zero).value == 0)
        #expect(released.value(of: [n]) { _ in Int?.none }.status == .notEstimable)
    }

    @Test func whatRoundsToZeroIsMarked() throws {
        var national = DisclosureProfile.internal
        national.roundingBase = 10
        var numbers = ReportNumbers()
        let three = try numbers.addCount("three", 3)
        let five = try numbers.addCount("five", 5)
        let none = try numbers.addCount("none", 0)
        let released = numbers.protected(by: national)
        #expect(released.count(three) == Released(0, .shown, .roundsToZero))
        #expect(released.count(five) == Released(10, .shown))
        #expect(released.count(none) == Released(0, .shown))
    }

    @Test(arguments: [
        (123456.0, 3, 123000.0), (0.0012345, 3, 0.00123), (-2.005, 3, -2.01), (0.9996, 3, 1.0),
        (1e300, 3, 1e300), (1e-300, 3, 0.0), (1.5, 17, 1.5), (99.95, 3, 100.0), (0, 3, 0.0),
    ])
    func significantDigits(_ value: Double, _ digits: Int, _ shown: Double) {
        #expect(value.rounded(toDigits: digits) == shown)
    }

    @Test func whatCannotBe() throws {
        var numbers = ReportNumbers()
        #expect(throws: DisclosureError.countOutOfRange(name: "n")) {
            try numbers.addCount("n", -1)
        }
        #expect(throws: DisclosureError.countOutOfRange(name: "n")) {
            try numbers.addCount("n", Int.max)
        }
        let five = try numbers.addCount("five", 5)
        let six = try numbers.addCount("six", 6)
        #expect(throws: DisclosureError.totalDiffers(name: "six")) {
            try numbers.addSum(six, of: [five])
        }
        #expect(throws: DisclosureError.partExceedsWhole(part: "six", whole: "five")) {
            try numbers.addShare("s", of: six, in: five)
        }
        #expect(throws: DisclosureError.tableShape(name: "t")) {
            try numbers.addTable("t", rows: ["a"], columns: ["b", "c"], counts: [[1]])
        }
        #expect(throws: DisclosureError.tableShape(name: "l")) {
            try numbers.addList("l", names: ["a"], counts: [])
        }
        #expect(throws: DisclosureError.countOutOfRange(name: "t: a, b")) {
            try numbers.addTable("t", rows: ["a"], columns: ["b"], counts: [[-4]])
        }
        let empty = try numbers.addTable("e", rows: [], columns: [], counts: [])
        #expect(numbers.protected(by: .publish).count(empty.total).value == 0)
        #expect(ReportNumbers().protected(by: .publish).log.entries.isEmpty)
    }

    @Test func binsAreJoinedUntilNoneIsSmall() {
        let publish = DisclosureProfile.publish
        #expect(publish.groups(ofBins: [[12, 3, 4, 5, 30, 2]]) == [0..<1, 1..<4, 4..<6])
        #expect(publish.groups(ofBins: [[12, 0, 15], [0, 20, 4]]) == [0..<1, 1..<3])
        #expect(publish.groups(ofBins: [[1, 2]]) == [0..<2])
        #expect(publish.groups(ofBins: [[]]).isEmpty)
        #expect(publish.groups(ofBins: []).isEmpty)
        #expect(
            DisclosureProfile.internal.groups(ofBins: [[1, 0, 2]]) == [0..<1, 1..<2, 2..<3])
    }

    @Test func tablesAndListsTieTheirCells() throws {
        var numbers = ReportNumbers()
        let table = try numbers.addTable(
            "NEET by ward", rows: ["Byker", "Walker"], columns: ["yes", "no"],
            counts: [[3, 40], [20, 60]])
        let list = try numbers.addList(
            "young people by sex", names: ["f", "m"], counts: [70, 53], total: table.total)
        #expect(list.total == table.total)
        let released = numbers.protected(by: .publish)
        #expect(
            released.log.entries.filter { $0.reason == .primary }.map(\.name) == [
                "NEET by ward: Byker, yes"
            ])
        #expect(released.count(table.inner[1][0]).status == .suppressed)
        #expect(released.count(list.counts[0]).value == 70)
        #expect(throws: DisclosureError.totalDiffers(name: "NEET by ward: total")) {
            try numbers.addList("x", names: ["f"], counts: [7], total: table.total)
        }
    }
}
