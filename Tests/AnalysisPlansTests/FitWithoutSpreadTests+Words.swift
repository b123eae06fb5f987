import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// What is told of the rows and settings of such fits.
extension FitWithoutSpreadTests {
    // MARK: What is read

    @Test func aRowWithoutTrialsIsCalledThat() throws {
        let frame = try fit(
            "y ~ g", "y,n,g\n1,4,a\n2,5,b\n0,0,a\n3,6,b\n2,6,a\n", ["trials": .text("n")])
        #expect(frame.data.rowsExcluded.map(\.code) == ["zero_trials"])
        #expect(
            warning("rows_excluded", in: frame)
                == "1 of 5 rows (20.0%) left out: 1 without a trial in \"n\".")
    }

    @Test func numbersThatAreTextForOneCellAreToldOf() throws {
        let text = { (count: Int) in
            "y,x\n"
                + (0..<60).map { "\($0 % 2),\($0 == 5 ? "Inf" : "\(Double($0 % count) + 0.5)")\n" }
                .joined()
        }
        let error = refusal { _ = try fit("y ~ x", text(60)) }
        #expect(error?.exitCode == .data)
        #expect(error?.message.contains("59 of its 60 values are numbers") == true)
        #expect(error?.message.contains("line 7") == true && error?.position == 5)
        let frame = try fit("y ~ x", text(4))
        #expect(warning("numbers_as_text", in: frame)?.contains("59 of its 60 values") == true)
    }

    // MARK: Words

    @Test func confidenceNearOneIsNotAll() {
        #expect(NumberText.level(0.95) == "95%")
        #expect(NumberText.level(0.999) == "99.9%")
        #expect(NumberText.level(0.9999999) == "99.99999%")
    }

    @Test func smallWords() throws {
        let none = try fit("y ~ 1", quasi)
        #expect(none.doesNotShow[0].hasSuffix("as they came, and the model holds nothing equal."))
        let refusals: [([String: JSONValue], String, String)] = [
            (["lambda": .number(1e300), "penalty": .text("lasso")], "/lambda", "below 1e300"),
            (["standardize": .boolean(false)], "/standardize", "--own-scales"),
            (["whole_terms": .boolean(true)], "/whole_terms", "--whole-terms"),
            (
                ["bootstrap": .text("pairs"), "replicates": .number(1)], "/replicates",
                "1 sample does not"
            ),
            (
                ["bootstrap": .text("pairs"), "replicates": .number(1_000_001)], "/replicates",
                "1,000,001 samples are more than the 1,000,000"
            ),
            (
                ["penalty": .text("lasso"), "folds": .number(99_999_999)], "/folds",
                "99,999,999 folds"
            ),
            (["effects": .boolean(true), "step": .text("x=inf")], "/step", "not infinite"),
        ]
        for (keys, pointer, words) in refusals {
            let error = refusal { _ = try plan("y ~ x", quasi, keys) }
            #expect(error?.pointer == pointer && error?.exitCode == .usage, "\(pointer)")
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
        let practitioner = try fit("y ~ x", apart, ["audience": .text("practitioner")])
        #expect(
            practitioner.shows.contains { $0.hasPrefix("These 36 cases give no figure for x:") },
            "\(practitioner.shows)")
    }
}
