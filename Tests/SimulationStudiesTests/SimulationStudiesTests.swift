import Testing

import SimulationStudies

/// A short slice of what `benchmarks/coverage` runs at length: enough to see a method that breaks
/// its promise by far.
struct SimulationStudiesTests {
    @Test(arguments: Study.all.indices)
    func aShortSliceKeepsThePromise(_ index: Int) {
        let study = Study.all[index]
        let tally = study.run(replicates: 400)
        #expect(tally.answers >= 300, "\(study.method), \(study.scenario): \(tally)")
        #expect(
            study.isKept(by: tally, errors: 4), "\(study.method), \(study.scenario): \(tally)")
    }

    /// A promise that is broken is seen to be.
    @Test func aBrokenPromiseIsSeen() {
        let study = Study("never", "covers 80% only", .coverage) {
            $0.chance(0.8) ? .hit : .miss
        }
        #expect(!study.isKept(by: study.run(replicates: 400), errors: 4))
    }

    @Test func streamsMakeTheTally() {
        let study = Study("coin", "a fair one", .coverage) { $0.chance(0.5) ? .hit : .miss }
        let (once, again) = (study.run(replicates: 1_000), study.run(replicates: 1_000))
        #expect(once.hits == again.hits && once.answers == 1_000)
        #expect(study.run(replicates: 1_000, seed: 2).hits != once.hits)
    }
}
