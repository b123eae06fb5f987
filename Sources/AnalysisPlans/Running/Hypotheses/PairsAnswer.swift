import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// Categories measured on the same cases.
    static func pairsAnswer(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws
        -> HypothesisAnswer
    {
        let frame = try clusterFrame(plan, formula, table)
        let measures =
            [frame.outcome?.factor].compactMap(\.self) + frame.groups.compactMap(\.factor)
        guard frame.outcome != nil, measures.count > 1 else {
            throw AnalysisError(
                "formula", "Paired measures are compared with each other: first ~ second.",
                pointer: "/formula")
        }
        if plan.cluster != nil, measures.count > 2 {
            throw AnalysisError(
                "plan_value", "Clusters are allowed for between two measures, not more.",
                hint: "Compare them two by two, or leave cluster out.", pointer: "/cluster")
        }
        let levels = try CommonLevels(measures)
        return measures.count == 2
            ? try twoMeasures(plan, frame, measures, levels)
            : try severalMeasures(plan, frame, measures, levels)
    }

    private static func twoMeasures(
        _ plan: TestPlan, _ frame: HypothesisFrame, _ measures: [HypothesisVariable.Factor],
        _ levels: CommonLevels
    ) throws -> HypothesisAnswer {
        let width = levels.levels.count
        guard width * width <= CrossTabulation.mostCells else { throw levels.tooMany }
        var counts = [Int](repeating: 0, count: width * width)
        for row in 0..<frame.rowCount {
            let (first, second) = (levels.code(measures, 0, row), levels.code(measures, 1, row))
            counts[first * width + second] += frame.frequencies?[row] ?? 1
        }
        let analysis: PairedAnalysis
        do {
            analysis = try PairedAnalysis(
                of: PairedTable(
                    first: measures[0].plainName, second: measures[1].plainName,
                    levels: levels.levels, counts: counts), event: levels.event,
                isOrdered: levels.isOrdered, confidence: plan.confidence)
        } catch {
            throw AnalysisError(
                "table", "The counts cannot be analysed: \(error).",
                hint: "Look at the table's levels and weights.", exitCode: .data)
        }
        // As in y ~ g the right side's levels are rows.
        let square = HypothesisResult.CountTable(
            rowVariable: measures[1].plainName, columnVariable: measures[0].plainName,
            rows: levels.levels, columns: levels.levels,
            counts: (0..<width).map { j in (0..<width).map { counts[$0 * width + j] } })
        var made = HypothesisResult(frame, square, analysis)
        var warnings: [ResultWarning] = []
        if let variable = plan.cluster, let families = frame.factors.first {
            let pairs = try ClusteredPairs(
                first: measures[0].plainName, second: measures[1].plainName,
                firstCodes: (0..<frame.rowCount).map { levels.code(measures, 0, $0) },
                secondCodes: (0..<frame.rowCount).map { levels.code(measures, 1, $0) },
                clusterCodes: families.codes.map(Int.init), clusterCount: families.levels.count,
                levels: levels.levels, counts: frame.frequencies)
            let allowance = ClusterAllowance(plan, pairs, analysis, variable: variable)
            allowance.apply(to: &made, confidence: plan.confidence)
            warnings = allowance.warnings
        }
        let result = made
        return HypothesisAnswer(
            result: result, rowsUsed: frame.rowCount, exclusions: frame.exclusions,
            warnings: warnings
        ) { data in
            ClusterSentences(
                inner: PairsSentences(
                    result: result, table: square, data: data, confidence: plan.confidence,
                    first: measures[0].plainName, second: measures[1].plainName), result: result)
        }
    }

    private static func severalMeasures(
        _ plan: TestPlan, _ frame: HypothesisFrame, _ measures: [HypothesisVariable.Factor],
        _ levels: CommonLevels
    ) throws -> HypothesisAnswer {
        guard levels.levels.count == 2, let event = levels.event,
            let other = levels.levels.first(where: { $0 != event })
        else {
            throw AnalysisError(
                "outcome",
                "More than two measures are compared as yes or no, and these have "
                    + "\(levels.levels.count) levels.",
                hint: "Ask about one level: (a == \"...\") ~ (b == \"...\") + (c == \"...\").",
                pointer: "/formula", exitCode: .data)
        }
        let eventCode = levels.levels.firstIndex(of: event) ?? 1
        var tally: [[Bool]: Int] = [:]
        for row in 0..<frame.rowCount {
            let pattern = measures.indices.map {
                levels.code(measures, $0, row) == eventCode
            }
            tally[pattern, default: 0] += frame.frequencies?[row] ?? 1
        }
        let patterns = tally.keys.sorted { a, b in
            zip(a, b).first { $0 != $1 }.map { $0.0 } ?? false
        }
        let repeated: RepeatedMeasures
        do {
            repeated = try RepeatedMeasures(
                measures: measures.map(\.plainName), patterns: patterns,
                counts: patterns.map { tally[$0] ?? 0 })
        } catch {
            throw AnalysisError(
                "table", "The counts cannot be analysed: \(error).",
                hint: "Look at the table's levels and weights.", exitCode: .data)
        }
        let result = HypothesisResult(
            frame, repeated, levels: (event, other), confidence: plan.confidence)
        return HypothesisAnswer(
            result: result, rowsUsed: frame.rowCount, exclusions: frame.exclusions, warnings: []
        ) { data in
            MeasuresSentences(result: result, data: data, confidence: plan.confidence)
        }
    }
}

/// The levels that paired measures share, in one order.
struct CommonLevels {
    /// All levels, numbers ascending, texts by their bytes.
    let levels: [String]
    /// Which of two levels is the event; nil unless there are two.
    let event: String?
    /// Whether the levels are numbers.
    let isOrdered: Bool
    private let places: [[Int]]

    init(_ measures: [HypothesisVariable.Factor]) throws(AnalysisError) {
        isOrdered = measures.allSatisfy { $0.scores != nil }
        var all = Set(measures.flatMap(\.levels))
        for measure in measures.dropFirst() {
            guard Set(measure.levels).isDisjoint(with: measures[0].levels) else { continue }
            let show = { (levels: [String]) in
                levels.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
            }
            throw AnalysisError(
                "outcome",
                "\(measures[0].plainName) (\(show(measures[0].levels))) and \(measure.plainName) "
                    + "(\(show(measure.levels))) have no level in common.",
                hint: "Paired measures are recorded in the same words.", pointer: "/formula",
                exitCode: .data)
        }
        // Levels of yes and no that occur on one side only are still two.
        if all.count == 1 { all.formUnion(measures.flatMap(\.unusedLevels)) }
        if isOrdered {
            levels = all.sorted { (Double($0) ?? 0) < (Double($1) ?? 0) }
        } else {
            levels = all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        event =
            levels.count == 2
            ? levels[BinaryOutcome.eventIndex(levels, among: [0, 1])] : nil
        var place: [String: Int] = [:]
        for (index, level) in levels.enumerated() { place[level] = index }
        places = measures.map { $0.levels.map { place[$0] ?? 0 } }
    }

    /// The level's place in `levels` of one measure in one of the rows used.
    func code(_ measures: [HypothesisVariable.Factor], _ measure: Int, _ row: Int) -> Int {
        places[measure][Int(measures[measure].codes[row])]
    }

    var tooMany: AnalysisError {
        AnalysisError(
            "outcome", "The measures have \(levels.count) levels, too many to compare.",
            hint: "Is one of the columns an identifier?", pointer: "/formula", exitCode: .data)
    }
}
