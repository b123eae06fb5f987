import FactorScreening
import HypothesisTests

/// The worrying truths of a screen, as codes and sentences.
struct ScreenWarnings {
    let screening: Screening
    private var options: ScreeningOptions { screening.options }

    var all: [ResultWarning] {
        [
            fewCases, setDecides, leakage, fewEvents, sparse, rareLevels, exclusive, derived,
            noPatterns, needsLeftOut, strangers,
            screening.clusters.flatMap { sizes in
                options.cluster.flatMap { Warnings.fewClusters(sizes, $0) }
            },
        ].compactMap(\.self) + repeated
    }

    /// The whole screen has too few of the rarer outcome for any lead.
    private var fewCases: ResultWarning? {
        let rarer = min(screening.events, screening.cases - screening.events)
        guard rarer < ScreeningOptions.fewestEvents else { return nil }
        return ResultWarning(
            "few_events",
            "\(NumberText.counted(rarer, "case")) of the rarer outcome "
                + "\(NumberText.verb(rarer, "is", "are")) too few for a screen: below "
                + "\(ScreeningOptions.fewestEvents) candidates are tested exactly, and none is "
                + "called a lead.")
    }

    private var fewEvents: ResultWarning? {
        guard
            min(screening.events, screening.cases - screening.events)
                >= ScreeningOptions.fewestEvents
        else { return nil }
        let few = screening.factors.filter(\.hasFewEvents).map(\.name)
        guard !few.isEmpty else { return nil }
        return ResultWarning(
            "few_events",
            "\(Self.listed(few)): fewer than \(ScreeningOptions.fewestEvents) cases of the rarer "
                + "outcome have a value, so that \(few.count == 1 ? "it is" : "they are") tested "
                + "exactly and never called a lead.", isNote: true, terms: few)
    }

    private var setDecides: ResultWarning? {
        guard let adjust = options.adjust, let share = screening.adjustmentDetermination,
            share >= options.determination
        else { return nil }
        return ResultWarning(
            "set_decides_outcome",
            "\(adjust) by itself explains \(NumberText.percent(share)) of the outcome's deviance, so "
                + "that little or nothing is left for a candidate to say beside it: leave out of the "
                + "set what is recorded with the outcome or after it.",
            terms: screening.adjustmentColumns)
    }

    private var leakage: ResultWarning? {
        let leaks = screening.factors.filter(\.suspectsLeakage).map(\.name)
        guard !leaks.isEmpty else { return nil }
        return ResultWarning(
            "suspected_leakage",
            "\(Self.listed(leaks)) nearly \(NumberText.verb(leaks.count, "determines", "determine")) "
                + "the outcome (half or more of its deviance): leave out with exclude what is "
                + "recorded with the outcome or after it.", terms: leaks)
    }

    private var sparse: ResultWarning? {
        let sparse = screening.factors.filter { $0.isSparse && !$0.hasFewEvents }.map(\.name)
        guard !sparse.isEmpty else { return nil }
        return ResultWarning(
            "small_expected_counts",
            "\(Self.listed(sparse)): too few cases for the approximations to be close (fewer than 5 "
                + "expected in many cells).", isNote: true, terms: sparse)
    }

    private var rareLevels: ResultWarning? {
        let rare = screening.factors.filter { $0.lumpedLevels > 0 }
        guard !rare.isEmpty else { return nil }
        return ResultWarning(
            "rare_levels",
            "Levels with fewer than \(options.rareBelow) cases are counted as one: "
                + rare.map {
                    "\($0.lumpedLevels) of \($0.name) (\(NumberText.counted($0.lumpedCases, "case")))"
                }.joined(separator: ", ") + ".", isNote: true, terms: rare.map(\.name))
    }

    private var exclusive: ResultWarning? {
        guard !screening.exclusive.isEmpty else { return nil }
        let groups = screening.exclusive.map { $0.joined(separator: ", ") }
        let named = groups.prefix(4).joined(separator: "; ")
        let more = groups.count > 4 ? "; and \(groups.count - 4) more" : ""
        return ResultWarning(
            "exclusive_columns",
            "Columns that no case says yes to together, one variable in several columns: "
                + "\(named)\(more). Read their rows as one candidate: what one says of a case, "
                + "another says again.", terms: screening.exclusive.flatMap(\.self))
    }

    /// That an outcome that was derived takes the columns that it was derived from with it.
    private var derived: ResultWarning? {
        let derived = options.derivations.map(\.name).filter(screening.outcomeColumns.contains)
        let sources = screening.outcomeColumns.filter { !derived.contains($0) }
        guard !derived.isEmpty, !sources.isEmpty else { return nil }
        return ResultWarning(
            "outcome_sources",
            "\(Self.listed(derived)) "
                + "\(NumberText.verb(derived.count, "is", "are")) derived from "
                + "\(Self.listed(sources)), which \(NumberText.verb(sources.count, "is", "are")) "
                + "therefore no \(NumberText.verb(sources.count, "candidate", "candidates")).",
            isNote: true, terms: sources)
    }

    /// Why needs that were named have no section.
    private var noPatterns: ResultWarning? {
        let needs = screening.needs
        guard let names = options.needs, needs.pairsTried == 0 else { return nil }
        let enough = needs.needs.filter { $0.cases >= needs.support }.count
        let reason =
            if Set(names).count < 2 {
                "needs go together in pairs, and \(Self.listed(names)) is 1 column"
            } else if enough < 2 {
                "\(NumberText.counted(enough, "level")) of "
                    + "\(NumberText.counted(names.count, "column")) "
                    + "\(NumberText.verb(enough, "has", "have")) the \(needs.support) cases that "
                    + "support asks for"
            } else if needs.exclusivePairs > 0 {
                "no case can have two of \(Self.listed(names))"
            } else {
                "their levels are all of 1 column"
            }
        return ResultWarning(
            "no_patterns", "No patterns of needs were tried: \(reason).", terms: names)
    }

    private var needsLeftOut: ResultWarning? {
        let needs = screening.needs
        guard needs.leftOut > 0 else { return nil }
        return ResultWarning(
            "needs_left_out",
            "Of \(needs.needs.count + needs.leftOut) yes/no columns the \(needs.needs.count) with the "
                + "most cases were looked at for going together.", isNote: true)
    }

    /// That patterns do not allow for clusters.
    private var strangers: ResultWarning? {
        guard let cluster = options.cluster, screening.needs.pairsTried > 0 else { return nil }
        return ResultWarning(
            "unclustered_patterns",
            "What goes together is counted as if cases of one \(cluster) were strangers: there "
                + "p-values are too small and intervals too narrow.", isNote: true, terms: [cluster]
        )
    }

    private var repeated: [ResultWarning] {
        screening.repeatedIdentifiers.filter { $0.column != options.cluster }.map { identifier in
            ResultWarning(
                "repeated_id",
                "\(NumberText.counted(identifier.rows, "row")) share a value of "
                    + "\(identifier.column) with another: "
                    + "cases of one family are more alike than others, so that p-values here "
                    + "are too small and intervals too narrow"
                    + (options.cluster == nil && options.adjust == nil
                        ? "; --cluster \(identifier.column) allows for it." : "."),
                terms: [identifier.column])
        }
    }

    private static func listed(_ names: [String]) -> String {
        names.count <= 5
            ? names.joined(separator: ", ")
            : names.prefix(4).joined(separator: ", ") + " and \(names.count - 4) more"
    }
}
