import CohortSimulation
import Testing

/// SHA-256 of 5,000 rows with seed 1: a block and a part of the next.
private let digests: [(Cohort, TruthKind, String)] = [
    (
        .neet, .plain,
        "fd7c26edebe3f10b293a8efcd1b58d99e3928213e2793af6d70e552526dca22b"
    ),
    (
        .neet, .nonlinear,
        "f2a8c11197c92df468cb642c87830401cc63e1cde35fedbc6eac46384af02656"
    ),
    (
        .neet, .drift,
        "bd77aeee57cb518e425461cc6f36cdc995e10351908754b88a40cbd023fdaf13"
    ),
    (
        .neet, .mnar,
        "2c5870714476d7aa2cde046526cbd13c3dc1cf27413bc19416ceec66382ebab4"
    ),
    (
        .neet, .leak,
        "e03363f02650331e3f06b3cbbff40a91eafd68ba9e1c71b46d312b98228b5d5e"
    ),
    (
        .services, .plain,
        "3738aecc476cceff56237c62d62e9f2983192d9db0f33d9dea33e8517c22936d"
    ),
    (
        .services, .nonlinear,
        "f1ec963d928c45f98fd69586156ed2250e73dd388bdd149960274ac2bdba0b22"
    ),
    (
        .services, .drift,
        "ed85ebf46664f6144e482f56ee176fca8e65fc43bd31f3de78f03e8b567b5413"
    ),
    (
        .services, .mnar,
        "9e8f0e5057113e4e0404ccd837c0a24caf938ce700d01077e6428969bfb0fe8c"
    ),
    (
        .services, .leak,
        "e9b13ec062e9718de4e50cc68d27a3d963782f36489eacda9b20bba14ea832c2"
    ),
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
