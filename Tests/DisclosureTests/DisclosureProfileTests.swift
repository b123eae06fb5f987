import Testing

@testable import Disclosure

@Suite struct DisclosureProfileTests {
    private func profile(_ json: String) throws(DisclosureError) -> DisclosureProfile {
        try DisclosureProfile(json: Array(json.utf8))
    }

    @Test func theTwoThatAreKnown() {
        let publish = DisclosureProfile.publish
        #expect(publish.threshold == 10)
        #expect(publish.roundingBase == 5)
        #expect(publish.residualDegreesOfFreedom == 10)
        #expect(publish.dominance == .init(contributors: 2, share: 0.9))
        #expect(publish.hasSecondarySuppression)
        #expect(!publish.showsAll)
        #expect(DisclosureProfile.internal.showsAll)
        #expect(DisclosureProfile.internal.rules == ["Every number is shown as it is."])
        #expect(
            publish.rules == [
                "Counts from 1 to 9 are not shown.",
                "Other counts are not shown where they would let one of those be worked out from totals, "
                    + "shares or tables that share their cells.",
                "Counts are rounded to the nearest 5, each by itself, so rows may not add up to their "
                    + "totals. Shares are worked out from the rounded counts.",
                "Models with fewer than 10 residual degrees of freedom are not shown.",
                "Numbers of which the largest 2 contributors give more than 90% are not shown.",
                "Other figures keep 3 significant digits.",
            ])
    }

    @Test func oneOfAFile() throws {
        let older = try profile(
            #"{"name": "older practice", "threshold": 6, "zeros": "shown", "rounding_base": 5, "dominance": null, "figure_digits": null, "residual_degrees_of_freedom": 0}"#
        )
        #expect(older.threshold == 6)
        #expect(older.dominance == nil)
        #expect(older.figureDigits == nil)
        #expect(older.protectionRange == 2)
        #expect(older.hasSecondarySuppression)
        #expect(try profile("{}").threshold == DisclosureProfile.publish.threshold)
        #expect(try profile("{}").protectionRange == DisclosureProfile.publish.protectionRange)
        let all = try profile(
            #"{"threshold": 2, "zeros": "suppressed", "dominance": {"contributors": 1, "share": 0.75}, "protection_range": 7, "secondary_suppression": false}"#
        )
        #expect(all.protectionRange == 7)
        #expect(all.dominance == .init(contributors: 1, share: 0.75))
        #expect(!all.hasSecondarySuppression)
    }

    @Test(arguments: [
        (
            #"{"treshold": 5}"#,
            "A disclosure profile has no key \"treshold\"; it has dominance, figure_digits, name, "
                + "protection_range, residual_degrees_of_freedom, rounding_base, secondary_suppression, "
                + "threshold, zeros."
        ),
        (
            #"{"dominance": {"contributors": 2, "part": 1}}"#,
            "A disclosure profile has no key \"dominance.part\"; it has dominance.contributors, "
                + "dominance.share."
        ),
        (
            #"{"threshold": 2}"#,
            "\"threshold\" of the disclosure profile is 2, which would hide ones alone and so tell each of "
                + "them; 3 is the least."
        ),
        (
            #"{"threshold": -1}"#,
            "\"threshold\" of the disclosure profile lies outside 0 to 1000000."
        ),
        (
            #"{"rounding_base": 0}"#,
            "\"rounding_base\" of the disclosure profile lies outside 1 to 1000000."
        ),
        (
            #"{"threshold": "ten"}"#,
            "\"threshold\" of the disclosure profile has a value of another kind."
        ),
        (
            #"{"threshold": 9.5}"#,
            "\"threshold\" of the disclosure profile is no whole number."
        ),
        (
            #"{"zeros": "maybe"}"#,
            "\"zeros\" of the disclosure profile is neither \"shown\" nor \"suppressed\"."
        ),
        (
            #"{"dominance": {"contributors": 2, "share": 1.5}}"#,
            "\"dominance.share\" of the disclosure profile lies outside 0 to 1."
        ),
        (
            #"{"dominance": {"contributors": 2}}"#,
            "\"dominance.share\" of the disclosure profile is missing."
        ),
        (
            #"{"figure_digits": 1e300}"#,
            "\"figure_digits\" of the disclosure profile is no whole number."
        ),
        ("[1]", "The disclosure profile could not be read: it is not a JSON object."),
        ("{", "The disclosure profile could not be read: it is not JSON."),
        ("", "The disclosure profile could not be read: it is not JSON."),
    ])
    func whatAFileCannotSay(_ json: String, _ message: String) {
        let error = #expect(throws: DisclosureError.self) { try profile(json) }
        #expect(error?.description == message)
    }

    @Test func symbolsAreExplained() {
        #expect(ReleaseSymbol.allCases.map(\.rawValue) == ["c", "z", "k"])
        #expect(ReleaseSymbol.allCases.allSatisfy { !$0.meaning.isEmpty })
    }
}
