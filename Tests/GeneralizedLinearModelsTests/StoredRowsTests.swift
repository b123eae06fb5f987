import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// A fit to rows in a scratch file is the fit to the same rows in memory.
@Suite struct StoredRowsTests {
    @Test("Hundreds of fits: families, weights, splines, offsets, missing values, trials")
    func sameAsInMemory() throws {
        var compared = 0
        for seed in UInt64(0)..<20 {
            let text = Self.file(seed, rows: 150 + Int(seed) * 17)
            for question in Self.questions {
                guard let (a, b) = try Self.fits(question, text) else { continue }
                Self.requireSame(a, b, "seed \(seed): \(question.formula)")
                compared += 1
            }
        }
        #expect(compared >= 190)
    }
    @Test("More rows than a block holds: the same bits, and on any number of threads")
    func severalBlocks() throws {
        let text = Self.file(99, rows: 40_000)
        let question = Question(formula: "y ~ x + z + ward + sex + x:sex")
        let one = try #require(try Self.fits(question, text, threads: 1))
        let two = try #require(try Self.fits(question, text, threads: 2))
        Self.requireSame(one.memory, one.scratch, "one thread")
        #expect(one.memory.estimates == one.scratch.estimates)
        #expect(one.memory.covariance.elements == one.scratch.covariance.elements)
        #expect(one.scratch.estimates == two.scratch.estimates)
        #expect(one.scratch.covariance.elements == two.scratch.covariance.elements)
        #expect(one.memory.deviance == one.scratch.deviance)
        let tests = zip(
            one.memory.likelihoodRatioTests(), one.scratch.likelihoodRatioTests())
        for (a, b) in tests { #expect(a.statistic == b.statistic && a.term == b.term) }
    }

    @Test("A sample of the rows that memory has no room for changes no figure")
    func withoutSample() throws {
        let text = Self.file(7, rows: 120_000)
        let question = Question(formula: "y ~ x + z + ward")
        let some = try #require(try Self.fits(question, text, memory: 1 << 18))
        Self.requireSame(some.memory, some.scratch, "without a sample")
        let all = try #require(try Self.fits(question, text))
        Self.requireSame(all.memory, all.scratch, "with one")
    }

    @Test("What never varies, and columns that others make up, are told of in the same words")
    func constantsAndAliases() throws {
        var text = "y,a,b,c,one\n"
        for row in 0..<200 {
            text += "\(row * row % 7 < 3 ? 1 : 0),\(row % 5),\(2 * (row % 5)),\(row % 3),4\n"
        }
        for formula in ["y ~ a + b + C(c)", "y ~ a + one", "y ~ a + C(one) + c"] {
            let (a, b) = try #require(try Self.fits(Question(formula: formula), text))
            Self.requireSame(a, b, "\(formula)")
        }
    }

    @Test("Data that cannot be fitted are refused with the words that they have in memory")
    func refusals() throws {
        let cases = [
            ("y,x\n1,1\n2,1\n3,0\n", "y ~ x"), ("y,x\n1,\n0,\n", "y ~ x"),
            ("y,x\n1,1\n1,2\n1,3\n", "y ~ x"), ("y,x\n0,1\n1,2\n", "y ~ z"),
            ("y,x\n0,a\n1,b\n0,a\n1,b\n", "y ~ C(x, ref = \"c\")"),
            ("y,x\n0,1\n1,2\n1,1\n0,2\n", "y ~ rcs(x, 4)"),
        ]
        for (text, formula) in cases {
            #expect(try Self.fits(Question(formula: formula), text) == nil)
        }
    }

    @Test("Infinite estimates are an error that names a term")
    func separation() throws {
        var text = "y,x,g\n"
        for row in 0..<300 {
            text += "\(row % 2 == 0 || row % 3 == 0 ? 1 : 0),\(row % 7),\(row % 3)\n"
        }
        let question = Question(formula: "y ~ x + C(g)")
        #expect(try Self.fits(question, text) == nil)
        #expect {
            try Self.scratchFit(question, text)
        } throws: {
            let error = $0 as? FitError
            return error?.code == .notInPieces
                && error?.message.hasPrefix(
                    "Some estimates are infinite ((Intercept), C(g)[1], C(g)[2]): ") == true
        }
    }

    @Test("Estimates are infinite in pieces exactly where they are in memory")
    func separationIsProved() throws {
        var (infinite, finite) = (0, 0)
        for seed in UInt64(0)..<150 {
            var random = SeededGenerator(seed: seed)
            var text = "y,x,g,h\n"
            for _ in 0..<(25 + seed % 40) {
                let x = Double.random(in: -2...2, using: &random)
                let g = Int.random(in: 0..<5, using: &random)
                let isEvent = Double.random(in: -3...3, using: &random) < 2 * x + Double(g) - 2
                text += "\(isEvent ? 1 : 0),\(x),\(g),\(Int.random(in: 0..<3, using: &random))\n"
            }
            let question = Question(formula: "y ~ x + C(g) + C(h)")
            // A case of one outcome alone is refused in both; `fits` holds the two against each other.
            if let (whole, _) = try Self.fits(question, text) {
                finite += 1
                #expect(whole.directions.isEmpty, "seed \(seed)")
            } else {
                infinite += 1
            }
        }
        #expect(infinite > 20 && finite > 20)
    }
}
