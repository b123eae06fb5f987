import Testing

import SimulationStudies

/// A short slice of what `benchmarks/coverage` runs at length: enough to see a method that breaks
/// its promise by far.
struct SimulationStudiesTests {
    @Test(arguments: Study.all.indices)
    func aShortSliceKeepsThePromise(_ index: Int) {
        let study = Study.all[index]
        let tally = study.run(replicates: study.slice)
        #expect(
            4 * tally.answers >= 3 * study.slice, "\(study.method), \(study.scenario): \(tally)")
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

    /// Limits are told apart by the side on which they miss, and by whether they end.
    @Test func limitsAreTalliedBySide() {
        let study = Study("limits", "of four kinds", .coverage) { stream in
            switch stream.index(below: 4) {
            case 0: .limits(-1...1, truth: 0)
            case 1: .limits(-3...(-1), truth: 0)
            case 2: .limits(1...5, truth: 0)
            default: .limits(-.infinity...1, truth: 0)
            }
        }
        let tally = study.run(replicates: 1_000)
        #expect(tally.answers == 1_000 && tally.silent == 0)
        #expect(tally.hits + tally.below + tally.above == 1_000)
        #expect(tally.open + tally.closed == 1_000 && tally.open > 200)
        #expect(tally.hits > 400 && tally.below > 200 && tally.above > 200)
        let width = tally.meanWidth ?? 0
        #expect(width > 2.4 && width < 2.9)
    }

    @Test func streamsMakeTheTally() {
        let study = Study("coin", "a fair one", .coverage) { $0.chance(0.5) ? .hit : .miss }
        let (once, again) = (study.run(replicates: 1_000), study.run(replicates: 1_000))
        #expect(once.hits == again.hits && once.answers == 1_000)
        #expect(study.run(replicates: 1_000, seed: 2).hits != once.hits)
    }
}
