import AnalysisPlans
import ArgumentParser

extension Audience: ExpressibleByArgument {}

/// What a test of a hypothesis takes beside its formula and data.
struct HypothesisOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A column of counts, for data that have been counted: a row stands for that many cases.",
            valueName: "column"))
    var count: String?

    @Option(
        help: ArgumentHelp(
            "What --weights stand for in a test: frequency (so many cases, as with --count) or "
                + "sampling (how many people a case was drawn to stand for).",
            valueName: "kind"))
    var weightKind: String?

    @Flag(help: "Both sides of the formula are measures of the same cases: before ~ after.")
    var paired = false

    @Option(
        help: ArgumentHelp(
            "The order of a column's levels, lowest first; tests of trend then join in.",
            valueName: "column=level,level,..."))
    var order: [String] = []

    @Option(
        help: ArgumentHelp(
            "The shares expected of the levels of a single column (equal ones).",
            valueName: "level=share,..."))
    var expected: String?

    @Option(help: "Random tables that a simulated p-value rests on (99,999).")
    var replicates: Int?

    @Option(
        help: ArgumentHelp(
            "A column of families or other clusters: cases that share its value are alike.",
            valueName: "column"))
    var cluster: String?

    @Option(
        help: ArgumentHelp(
            "The smallest effect that matters: 0.05 for five percentage points of a share, 1.25 for "
                + "a ratio; grades the evidence.",
            valueName: "size"))
    var margin: Double?

    @Option(
        help: ArgumentHelp(
            "Which way the outcome is wanted, beside --margin: higher or lower.",
            valueName: "way"))
    var better: String?

    @Option(
        help: "Whose words the result is told in: analyst (figures and tests) or practitioner.")
    var audience: Audience?

    @Option(
        help: ArgumentHelp(
            "The outcome counts events: compare rates per unit of a column, or per case with 1.",
            valueName: "column"))
    var exposure: String?

    @Option(help: "Compare means by dealing the cases to the groups anew, this many times.")
    var permutations: Int?

    @Option(help: "What random draws rest on (1): the same seed gives the same result.")
    var seed: Int?

    @Option(
        help: ArgumentHelp(
            "Enter the result in this register of hypotheses.", valueName: "file"))
    var register: String?

    @Option(help: ArgumentHelp("The question that is answered, for the register."))
    var question: String?

    @Option(
        help: ArgumentHelp(
            "Which way the question says that the effect goes: higher, lower or two-sided. Of times "
                + "it is the hazard ratio: higher is above 1, the event comes sooner."))
    var direction: String?

    @Option(
        help: ArgumentHelp(
            "The family of questions that it is corrected among; one for all if not said.",
            valueName: "name"))
    var family: String?

    @OptionGroup(title: "Times to an event") var survival: SurvivalFlags

    /// The keys of a plan that these options are.
    func keys() throws -> [String: JSONValue] {
        var keys = survival.keys
        if let weightKind { keys["weight_kind"] = .text(weightKind) }
        if let count { keys["count"] = .text(count) }
        if !order.isEmpty {
            var orders: [String: JSONValue] = [:]
            for text in order {
                let (name, levels) = try Self.parted(text, "--order", "sen=none,support,ehcp")
                orders[name] = .list(
                    levels.split(separator: ",", omittingEmptySubsequences: false)
                        .map { .text(Self.trimmed($0)) })
            }
            keys["order"] = .object(orders)
        }
        if let expected {
            var shares: [String: JSONValue] = [:]
            for part in expected.split(separator: ",", omittingEmptySubsequences: false) {
                let example = "a=0.5,b=0.3,c=0.2"
                let (level, share) = try Self.parted(String(part), "--expected", example)
                guard let number = Double(share), number.isFinite else {
                    throw Self.wrong("--expected", expected, example)
                }
                shares[level] = .number(number)
            }
            keys["expected"] = .object(shares)
        }
        if let replicates { keys["replicates"] = .number(Double(replicates)) }
        if paired { keys["paired"] = .boolean(true) }
        if let exposure { keys["exposure"] = exposure == "1" ? .number(1) : .text(exposure) }
        if let permutations { keys["permutations"] = .number(Double(permutations)) }
        if let seed { keys["seed"] = .number(Double(seed)) }
        if let cluster { keys["cluster"] = .text(cluster) }
        if let margin { keys["margin"] = .number(margin) }
        if let better { keys["better"] = .text(better) }
        if let audience { keys["audience"] = .text(audience.rawValue) }
        for (key, value) in [
            ("register", register), ("question", question), ("direction", direction),
            ("family", family),
        ] {
            if let value { keys[key] = .text(value) }
        }
        return keys
    }

    /// What stands left and right of the last "=".
    private static func parted(
        _ text: String, _ option: String, _ example: String
    ) throws -> (String, String) {
        guard let place = text.lastIndex(of: "="), place != text.startIndex else {
            throw wrong(option, text, example)
        }
        return (trimmed(text[..<place]), trimmed(text[text.index(after: place)...]))
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func wrong(
        _ option: String, _ text: String, _ example: String
    ) -> AnalysisError {
        AnalysisError(
            "plan_value", "\(option) takes names with \"=\" and not \"\(text)\".",
            hint: "As in \(option) '\(example)'.", pointer: "/\(option.dropFirst(2))")
    }
}
