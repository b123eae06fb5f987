import HypothesisTests
import ModelValidation
import Tables
import TestSupport
import Testing

private struct DriftReference: Decodable {
    struct Index: Decodable {
        let index: Double
        let baseline: [Double]
        let recent: [Double]
        let expected: Double
        let limit: Double?
        let p: Double?
    }
    struct Numbers: Decodable {
        let baseline: [Double?]
        let recent: [Double?]
        let bins: Int
        let psi: Index
    }
    struct Words: Decodable {
        let baseline: [String]
        let recent: [String]
        let psi: Index
    }
    struct Period: Decodable {
        let label: String
        let cases: Double
        let events: Double
        let expected: Double
        let tooYoung: Double
        let poisson: [Double?]?
        let binomial: [Double?]?
    }
    struct Periods: Decodable {
        let days: [Int32]
        let horizon: Int
        let extract: Int32
        let risk: [Double]
        let y: [Int]
        let by: [String: [Period]]
    }
    struct Part: Decodable {
        let risk: [Double]
        let group: [String]
        let y: [Int]
        var cases: ScoredCases { ScoredCases(hasEvent: y.map { $0 == 1 }, risk: risk) }
    }
    struct Group: Decodable {
        let level: String
        let baseline: [Double?]
        let recent: [Double?]
        let ratio: [Double?]?
        let psi: Index
    }
    struct Groups: Decodable {
        let sets: [Part]
        let rows: [Group]
    }
    let numbers: [Numbers]
    let words: [Words]
    let periods: [Periods]
    let groups: Groups
}

private func same(_ a: PopulationStability, _ b: DriftReference.Index) -> Bool {
    a.bins.map(\.baseline) == b.baseline && a.bins.map(\.recent) == b.recent
        && near(a.index, b.index, 1e-12) && near(a.expected, b.expected, 1e-12)
        && near(a.limit, b.limit, 1e-12) && near(a.pValue?.value, b.p, 1e-12)
        && a.isBeyondLimit == (b.limit.map { b.index > $0 } ?? false)
}

struct DriftTests {
    private func all() throws -> DriftReference {
        try roomReference("drift.json")
    }

    @Test func theIndexIsThatOfTheReference() throws {
        let all = try all()
        for expected in all.numbers {
            let result = try PopulationStability(
                baseline: expected.baseline, recent: expected.recent, bins: expected.bins)
            #expect(same(result, expected.psi), "\(expected.bins) \(expected.baseline.count)")
        }
        for expected in all.words {
            let result = try PopulationStability(
                name: "word", baseline: expected.baseline.map { $0 },
                recent: expected.recent.map { $0 })
            // Of both sets the letters come in order, and so do the bins.
            #expect(same(result, expected.psi))
        }
    }

    @Test func theIndexIsAsLikelyBeyondItsLimitAsItSays() throws {
        // Two sets of one population: 5% are beyond the limit, whatever their size; the fixed limit 0.1 is met
        // by half of the small ones and none of the large ones.
        for (n, m, fixed) in [(150, 150, 0.25...0.75), (3000, 2000, 0.0...0.001)] {
            var (beyond, over, sum, expected) = (0, 0, 0.0, 0.0)
            let times = 300
            var random = Seeded(n)
            for _ in 0..<times {
                let result = try PopulationStability(
                    baseline: (0..<n).map { _ in random.next() },
                    recent: (0..<m).map { _ in random.next() })
                if result.isBeyondLimit { beyond += 1 }
                if (result.index ?? 0) > 0.1 { over += 1 }
                sum += result.index ?? 0
                expected = result.expected ?? 0
            }
            #expect(beyond >= 4 && beyond <= 30, "\(beyond)")
            #expect(fixed.contains(Double(over) / Double(times)), "\(over)")
            #expect(abs(sum / Double(times) / expected - 1) < 0.15)
        }
    }

    @Test func periodsHoldThoseOldEnough() throws {
        for expected in try all().periods {
            let cases = ScoredCases(hasEvent: expected.y.map { $0 == 1 }, risk: expected.risk)
            for (length, rows) in expected.by {
                for interval in [PeriodCalibration.Interval.poisson, .binomial] {
                    let result = try PeriodCalibration(
                        cases, predictedOn: expected.days, horizonDays: expected.horizon,
                        extractDay: expected.extract,
                        period: try #require(PeriodCalibration.Length(rawValue: length)),
                        interval: interval)
                    #expect(result.periods.map(\.label) == rows.map(\.label))
                    for (period, row) in zip(result.periods, rows) {
                        #expect(period.cases == row.cases && period.events == row.events)
                        #expect(period.tooYoung == row.tooYoung)
                        #expect(near(period.expected, row.expected, 1e-12))
                        let values = interval == .poisson ? row.poisson : row.binomial
                        #expect(matches(period.observedOverExpected, values, 1e-9), "\(row.label)")
                    }
                    #expect(result.tooYoung == rows.reduce(0) { $0 + $1.tooYoung })
                    #expect(result.overall.cases + result.tooYoung == cases.caseCount)
                }
            }
        }
    }

    @Test func groupsAreComparedWithThemselves() throws {
        let expected = try all().groups
        let (first, second) = (expected.sets[0], expected.sets[1])
        let result = try SubgroupDrift(
            baseline: first.cases, by: Subgrouping(name: "g", values: first.group),
            recent: second.cases, by: Subgrouping(name: "g", values: second.group))
        #expect(result.groups.map(\.level) == ["a", "b", "c"])
        for (group, row) in zip(result.groups, expected.rows) {
            #expect(matches(group.baseline, row.baseline, 1e-9))
            #expect(matches(group.recent, row.recent, 1e-9))
            if let ratio = row.ratio {
                #expect(matches(group.ratio, ratio, 1e-9))
            } else {
                #expect(group.ratio.status == .infinite && !group.isJudged)
            }
            #expect(same(group.risk, row.psi), "\(row.level)")
        }
    }

    @Test func countsAreRepeatedValuesAndOrderIsNone() throws {
        var random = Seeded(3)
        for seed in 0..<50 {
            let values = (0..<40).map { _ -> Double? in
                random.next() < 0.1 ? nil : (random.next() * 12).rounded()
            }
            let counts = (0..<40).map { _ in Double(random.below(4)) }
            let later = (0..<30).map { _ -> Double? in (random.next() * 14).rounded() }
            let repeated = (0..<40).flatMap { Array(repeating: values[$0], count: Int(counts[$0])) }
            let a = try PopulationStability(
                baseline: values, recent: later, baselineCounts: counts)
            let order = shuffledOrder(repeated.count, seed: seed)
            let b = try PopulationStability(
                baseline: order.map { repeated[$0] }, recent: later.reversed())
            #expect(near(a.index, b.index, 1e-12) && a.bins.map(\.label) == b.bins.map(\.label))
        }
    }

    @Test func columnsOfTablesAreComparedByTheirKind() throws {
        let table = { (rows: Int, shift: Double) throws -> Table in
            try Table(
                columns: [
                    Column(
                        name: "absence", values: .real((0..<rows).map { Double($0) / 7 + shift }),
                        validity: ValidityMask((0..<rows).map { $0 % 5 != 0 })),
                    Column(
                        name: "care", values: .boolean((0..<rows).map { $0 % 4 == 0 }),
                        validity: ValidityMask(allValid: rows)),
                    Column(
                        name: "count", values: .integer(Integers((0..<rows).map { Int64($0 % 3) })),
                        validity: ValidityMask(allValid: rows)),
                    Column(
                        name: "day", values: .date((0..<rows).map { Int32(19_000 + $0) }),
                        validity: ValidityMask(allValid: rows)),
                ], rowCount: rows)
        }
        let (first, second) = (try table(200, 0), try table(100, 40))
        let absence = try PopulationStability(column: "absence", baseline: first, recent: second)
        #expect(absence.bins.count == 11 && absence.bins.last?.label == "(missing)")
        #expect(absence.isBeyondLimit)
        let care = try PopulationStability(column: "care", baseline: first, recent: second)
        #expect(care.bins.map(\.label) == ["false", "true"] && !care.isBeyondLimit)
        let count = try PopulationStability(column: "count", baseline: first, recent: second)
        #expect(count.bins.map(\.label) == ["0", "1", "2"])
        #expect(
            try PopulationStability(column: "day", baseline: first, recent: second).bins.count == 10
        )
        #expect(throws: DataError.self) {
            try PopulationStability(column: "absences", baseline: first, recent: second)
        }
    }

    @Test func nothingTraps() throws {
        for (a, b) in [([], []), ([1.0], []), ([], [2.0]), ([1.0, .nan], [.infinity, 1])] {
            let result = try PopulationStability(
                baseline: a.map { $0 as Double? }, recent: b.map { $0 as Double? })
            #expect(result.index?.isFinite ?? (result.note != nil))
        }
        let one = try PopulationStability(baseline: [1, 1], recent: [1])
        #expect(one.index == 0 && one.limit == nil && one.note == "all cases have the same value")
        #expect(throws: CapacityError.self) {
            try PopulationStability(baseline: [1], recent: [1], bins: 1)
        }
        #expect(throws: CapacityError.self) {
            try PopulationStability(baseline: [1], recent: [1], baselineCounts: [1, 2])
        }
        let cases = ScoredCases(hasEvent: [true, false], risk: [0.2, 0], cluster: [1, 1])
        let result = try PeriodCalibration(
            cases, predictedOn: [nil, .max], horizonDays: .max, extractDay: .min)
        #expect(result.undated == 2 && result.periods.isEmpty)
        #expect(result.overall.observedOverExpected.status == .notEstimable)
        let known = try PeriodCalibration(
            cases, predictedOn: [0, 0], horizonDays: 0, extractDay: 0, interval: .binomial)
        #expect(known.periods.first?.observedOverExpected.note?.contains("one cluster") == true)
        #expect(throws: CapacityError.self) {
            try PeriodCalibration(cases, predictedOn: [0, 0], horizonDays: -1, extractDay: 0)
        }
    }
}
