import Foundation

/// What must not stand in a sentence that a result is told in.
public enum WordingCheck {
    /// Patterns that claim more than data of cases as they came can show, or that shame people.
    private static let forbidden = [
        "\\bno effect\\b", "\\bno difference (was|is) (found|there)", "\\bha(s|ve|d) no effect\\b",
        "\\bcause[sd]?\\b(?! of)", "\\bbecause of\\b", "\\bdue to\\b", "\\bleads? to\\b",
        "\\bresults? in\\b", "\\bprove[sdn]?\\b", "\\bsignifican(t|ce|tly)\\b",
        "\\bfail(s|ed|ing|ure|ures)?\\b", "\\bworst\\b", "\\bpoor(ly)?\\b", "\\bblame\\b",
        "\\bunderperform", "\\bbad(ly)?\\b", "\\bdeviant\\b", "\\bproblem famil",
    ]

    /// Whether a sentence holds a figure of its own: not a digit of a name in quotes, or of a word with
    /// letters such as `rereferred_12m`.
    public static func holdsFigure(_ sentence: String) -> Bool {
        let unquoted = sentence.replacingOccurrences(
            of: "\"[^\"]*\"", with: "", options: .regularExpression)
        return unquoted.range(
            of: "(?<![A-Za-z0-9_.])[-+]?\\.?[0-9][0-9.,]*(e[-+]?[0-9]+)?(?![A-Za-z0-9_])",
            options: .regularExpression) != nil
    }

    /// What is wrong with a sentence; empty where nothing is.
    public static func faults(in sentence: String) -> [String] {
        var faults: [String] = []
        if !holdsFigure(sentence) { faults.append("no figure") }
        if !sentence.hasSuffix(".") { faults.append("no full stop") }
        for word in ["NaN", "inf ", "nil", "Optional(", "  "] where sentence.contains(word) {
            faults.append("holds \"\(word)\"")
        }
        if sentence.range(
            of: "\\b(cases|rows|trials|groups) \\1\\b", options: .regularExpression) != nil
        {
            faults.append("says a noun twice")
        }
        for pattern in forbidden
        where sentence.range(of: pattern, options: [.regularExpression, .caseInsensitive]) != nil {
            faults.append("says \(pattern)")
        }
        return faults
    }
}
