import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

private struct ProfileReference: Decodable {
    struct Case: Decodable {
        let name: String
        let data: String
        let formula: String
        let family: Family
        let link: Link
        let dispersionKind: GLM.Dispersion
        let weights: String?
        let weightKind: GLM.WeightKind?
        let kept: [Int]
        let columns: [Int]
        let estimates: [Double]
        let stdErrors: [Double]
        let low: [Double]
        let high: [Double]

        func fit(threads: Int = 1) throws -> GLMFit {
            let table = try CSVReader.read([UInt8](Data(contentsOf: referenceURL(data))))
            let frame = try ModelFrame(
                Formula(parsing: formula), table: table, weights: weights,
                response: request(of: family))
            return try GLM(
                family: family, link: link, dispersion: dispersionKind,
                weightKind: weightKind ?? .frequency, threads: threads
            ).fit(frame)
        }
    }
    let cases: [Case]

    static let cases: [Case] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL("profiles.json")) else { return [] }
        return (try? decoder.decode(ProfileReference.self, from: data))?.cases ?? []
    }()
}

private func fit(
    _ csv: String, _ formula: String, family: Family = .binomial, link: Link? = nil
) throws -> GLMFit {
    let frame = try ModelFrame(
        Formula(parsing: formula), table: CSVReader.read(Array(csv.utf8)), weights: nil,
        response: request(of: family))
    return try GLM(family: family, link: link).fit(frame)
}

/// Profile-likelihood intervals against their equation, solved in R (`profiles.R`) or in closed form.
struct ProfileTests {
    @Test func everyCaseIsRead() { #expect(ProfileReference.cases.count > 45) }

    @Test(arguments: ProfileReference.cases.indices)
    func intervalsSolveTheirEquation(_ index: Int) throws {
        let expected = ProfileReference.cases[index]
        let fit = try expected.fit()
        let intervals = try fit.profileIntervals(confidence: 0.95)
        for (k, place) in expected.columns.enumerated() {
            let column = expected.kept[place]
            let own = try #require(intervals[column], "\(expected.name)")
            for (bound, value) in [(own.low, expected.low[k]), (own.high, expected.high[k])] {
                let off = abs((bound.value ?? .infinity) - value)
                let error = expected.stdErrors[place]
                #expect(
                    off < 1e-8 * max(abs(value), error),
                    "\(expected.name) \(fit.coefficients[column].name): \(bound), not \(value)")
            }
        }
        for column in fit.coefficients.indices where !expected.kept.contains(column) {
            #expect(intervals[column] == nil)
        }
    }

    /// Of a Gaussian outcome the likelihood is a parabola: the profile is Student's interval.
    @Test func profileOfGaussianOutcomesIsStudents() throws {
        let cases = ProfileReference.cases.filter {
            $0.family == .gaussian && $0.link == .identity
        }
        #expect(cases.count >= 4)
        for expected in cases {
            let fit = try expected.fit()
            let rows = fit.coefficientTable(confidence: 0.9)
            for (row, own) in zip(rows, try fit.profileIntervals(confidence: 0.9)) {
                let (wald, own) = (try #require(row.interval), try #require(own))
                let error = try #require(row.standardError)
                #expect(abs((own.low.value ?? .nan) - wald.low) < 1e-9 * error)
                #expect(abs((own.high.value ?? .nan) - wald.high) < 1e-9 * error)
            }
        }
    }

    @Test func threadsChangeNoBit() throws {
        let rare = try #require(ProfileReference.cases.first { $0.name == "logit_rare" })
        let fit = try rare.fit()
        #expect(
            try fit.profileIntervals(confidence: 0.95)
                == fit.profileIntervals(confidence: 0.95, threads: 3))
    }

    /// With 12 events and 12 others beside 9 events of 9, 2 (l(∞) - l(x)) = 18 log(1 + exp -x') at the
    /// log odds x' of the 9: the low end is where that is q, against odds that have a profile of their own.
    @Test func aCellWithoutCountsEndsOnOneSide() throws {
        // Counts of 0 in 7 rows beside a reference: l(x) = -7 exp(x) in a cell without intercept.
        let csv =
            "y,g\n" + String(repeating: "0,b\n", count: 7) + "3,a\n1,a\n0,a\n2,a\n"
        let plain = try fit(csv, "y ~ 0 + g", family: .poisson)
        #expect(plain.status == [.estimated, .infinite])
        let own = try #require(plain.profileIntervals(confidence: 0.95)[1])
        // q/2 = 1.9207294103470630 = 7 exp(x).
        let expected = 1.920_729_410_347_063 / 7
        #expect(own.low == .infinite)
        #expect(abs((own.high.value ?? .nan) - expected.logarithm) < 1e-10)
    }

    @Test func aLevelOfEventsAloneEndsOnOneSide() throws {
        let csv =
            "y,g\n" + String(repeating: "1,b\n", count: 9)
            + String(repeating: "1,a\n0,a\n", count: 12)
        for link in [Link.logit, .cloglog] {
            let plain = try fit(csv, "y ~ 0 + g", link: link)
            let own = try #require(plain.profileIntervals(confidence: 0.95)[1])
            // 9 log(μ) = -q/2.
            let mu = (-1.920_729_410_347_063 / 9).exponential
            let eta = RowModel(.binomial, link).linearPredictor(mu)
            #expect(own.high == .infinite, "\(link)")
            #expect(abs((own.low.value ?? .nan) - eta) < 1e-10, "\(link)")
        }
    }

    /// The infinite coefficient of a level and the infinite intercept of the same data with that level as
    /// reference have the same likelihoods.
    @Test func anInfiniteInterceptHasTheSameEnds() throws {
        let csv =
            "y,g,x\n" + (0..<9).map { "1,b,\($0)\n" }.joined()
            + (0..<24).map { "\($0 % 2),a,\($0 / 3)\n" }.joined()
        let byLevel = try fit(csv, "y ~ 0 + g + x")
        let byReference = try fit(csv, "y ~ C(g, ref = \"b\") + x")
        let level = try #require(byLevel.profileIntervals(confidence: 0.95)[1])
        let reference = try #require(byReference.profileIntervals(confidence: 0.95)[0])
        #expect(byReference.status[0] == .infinite)
        #expect(level.high == .infinite && reference.high == .infinite)
        #expect(abs((level.low.value ?? .nan) - (reference.low.value ?? .infinity)) < 1e-9)
    }

    @Test func whereEveryRowIsSeparatedEveryCoefficientIsOpen() throws {
        let csv = "y,x,z\n" + (0..<12).map { "\($0 < 6 ? 0 : 1),\($0),\($0 * $0 % 5)\n" }.joined()
        let plain = try fit(csv, "y ~ x + z")
        #expect(plain.isCompletelySeparated)
        // x alone separates; beside a fixed x the others cannot for every x.
        let own = try #require(plain.profileIntervals(confidence: 0.95)[1])
        #expect(own.high == .infinite)
        #expect((own.low.value ?? .infinity) < 1)
    }
}

extension Double {
    fileprivate var logarithm: Double { Foundation.log(self) }
    fileprivate var exponential: Double { Foundation.exp(self) }
}
