import CohortSimulation
import Testing

/// SHA-256 of 5,000 rows with seed 1: a block and a part of the next.
private let digests: [(Cohort, TruthKind, String)] = [
    (.neet, .plain, "?")
]

struct SameBytesTests {
    @Test(arguments: digests)
    private func theSameRequestGivesTheSameBytesEverywhere(
        _ cohort: Cohort, _ truth: TruthKind, _ expected: String
    ) throws {
        #expect(digest(try bytes(cohort, truth, rows: 5000)) == expected, "\(cohort) \(truth)")
    }

    @Test(arguments: Cohort.allCases)
    func threadsChangeNoByte(_ cohort: Cohort) throws {
        let one = try bytes(cohort, rows: 20_000, threads: 1)
        #expect(try bytes(cohort, rows: 20_000, threads: 2) == one)
        #expect(try bytes(cohort, rows: 20_000, threads: 7) == one)
    }

    /// Lengths around the block of 4,096 rows.
    @Test(arguments: Cohort.allCases, [1, 2, 3, 4095, 4096, 4097, 8192, 8193])
    func aShorterCohortIsTheBeginningOfALongerOne(_ cohort: Cohort, _ rows: Int) throws {
        let short = try bytes(cohort, rows: rows)
        #expect(short.filter { $0 == UInt8(ascii: "\n") }.count == rows + 1)
        #expect(short.last == UInt8(ascii: "\n"))
        let long = try bytes(cohort, rows: 9000)
        // A family that the end cuts has fewer rows and the same ones.
        #expect(long.starts(with: short))
    }

    @Test(arguments: Cohort.allCases)
    func seedsShareNothing(_ cohort: Cohort) throws {
        let texts = try [0, 1, 2, UInt64.max].map { try bytes(cohort, rows: 100, seed: $0) }
        #expect(Set(texts).count == 4)
    }

    /// What a truth does not change stays: the same people with other outcomes or other gaps.
    @Test func truthsShareTheirPeople() throws {
        let plain = try records(.neet, rows: 300)
        for truth in TruthKind.allCases {
            let other = try records(.neet, truth, rows: 300)
            for (a, b) in zip(plain, other) {
                for column in ["family_id", "sex", "ward", "exclusions", "social_care_contacts"] {
                    #expect(a[column] == b[column])
                }
            }
        }
        let leak = try records(.neet, .leak, rows: 300)
        #expect(zip(plain, leak).allSatisfy { a, b in a.allSatisfy { b[$0.key] == $0.value } })
    }

    @Test func impossibleRequestsAreRefused() {
        for rows in [0, -1, Int.min, Int.max, CohortSimulation.mostRows + 1] {
            #expect(throws: SimulationError.self) {
                try CohortSimulation(.neet, rows: rows, seed: 1)
            }
        }
    }

    private struct Full: Error {}

    @Test(arguments: [1, 3])
    func anErrorOfTheReceiverEndsTheWriting(_ threads: Int) throws {
        let simulation = try CohortSimulation(.neet, rows: 60_000, seed: 1)
        #expect(throws: Full.self) {
            try simulation.write(threads: threads) { _, rows in
                if rows > 8192 { throw Full() }
            }
        }
    }
}
