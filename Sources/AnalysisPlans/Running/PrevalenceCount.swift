import DataDescription
import HypothesisTests
import ModelFormula
import Tables

/// Counts the levels of columns in all cases and in groups, and gives each share its interval.
struct PrevalenceCount {
    let plan: PrevalencePlan
    let data: LevelColumns

    /// More groups than this are no groups but identifiers.
    static let mostGroups = 500

    init(_ plan: PrevalencePlan, _ data: LevelColumns) {
        self.plan = plan
        self.data = data
    }

    private var groups: LevelColumns.Levels? { plan.by == nil ? nil : data.beside.first }
    private var families: LevelColumns.Levels? { plan.cluster == nil ? nil : data.beside.last }

    /// Rows that have a value in one of the columns.
    var rowsUsed: Int {
        data.isUsed.indices.lazy.filter { row in
            data.isUsed[row] && data.asked.contains { $0.codes[row] >= 0 }
        }.count
    }

    /// Cases of rows that count and have a value in none of the columns.
    var casesUnused: Int {
        data.isUsed.indices.lazy.filter { row in
            data.isUsed[row] && data.asked.allSatisfy { $0.codes[row] < 0 }
        }.reduce(0) { $0 + (data.frequencies?[$1] ?? 1) }
    }

    /// Rows, or cases where rows stand for counts of them, that have no value beside.
    private func without(_ levels: LevelColumns.Levels) -> (count: Int, words: String) {
        let rows = data.isUsed.indices.filter { data.isUsed[$0] && levels.codes[$0] < 0 }
        let count = data.frequencies.map { all in rows.reduce(0) { $0 + all[$1] } } ?? rows.count
        return (
            rows.count,
            NumberText.counted(count, data.frequencies == nil ? "row" : "case")
                + " \(NumberText.verb(count, "has", "have")) no value of "
        )
    }

    /// Refuses what cannot be counted.
    func check() throws(AnalysisError) {
        for column in data.asked {
            guard !column.levels.isEmpty else {
                throw AnalysisError(
                    "prevalence", "\"\(column.name)\" has no value in any row.",
                    hint: "Has it another name for this period?", pointer: "/column",
                    exitCode: .data)
            }
            guard column.levels.count <= Self.mostGroups else {
                throw AnalysisError(
                    "prevalence",
                    "\"\(column.name)\" has \(NumberText.count(column.levels.count)) levels.",
                    hint: "Is it an identifier? At most \(Self.mostGroups) levels are counted.",
                    pointer: "/column", exitCode: .data)
            }
            if let level = plan.level, !column.levels.contains(level) {
                throw AnalysisError(
                    "unknown_level", "\"\(level)\" is not among the levels of \"\(column.name)\".",
                    hint: column.levels.count <= 50
                        ? NearestNames.hint(for: level, among: column.levels) : nil,
                    pointer: "/level", exitCode: .data)
            }
        }
        if let groups, groups.levels.count > Self.mostGroups || groups.levels.isEmpty {
            throw AnalysisError(
                "prevalence",
                "\"\(groups.name)\" has \(NumberText.count(groups.levels.count)) groups.",
                hint: "Between 1 and \(Self.mostGroups) groups are shown; is it an identifier?",
                pointer: "/by", exitCode: .data)
        }
    }

    /// Every column's shares.
    func result() throws -> PrevalenceResult {
        var rows: [PrevalenceResult.Row] = []
        var columns: [PrevalenceResult.ColumnPart] = []
        for column in data.asked {
            let counts = try ColumnCounts(column, self)
            let levels: [Int] =
                plan.level.flatMap { column.levels.firstIndex(of: $0) }.map { [$0] }
                ?? column.event.map { [$0] } ?? Array(column.levels.indices)
            columns.append(
                PrevalenceResult.ColumnPart(
                    name: column.name, levels: column.levels,
                    event: Label(column.event.map { column.levels[$0] }),
                    cases: counts.cases(nil), missing: counts.missing(nil)))
            for level in levels {
                rows.append(counts.row(level, nil, confidence: plan.confidence))
                for group in (groups?.levels ?? []).indices {
                    rows.append(counts.row(level, group, confidence: plan.confidence))
                }
            }
        }
        return PrevalenceResult(
            people: plan.people, by: Label(plan.by), cluster: Label(plan.cluster),
            columns: columns, rows: rows, tooFewRule: PrevalenceResult.rule)
    }

    /// What the reader should worry about.
    func warnings(_ table: Table) -> [ResultWarning] {
        var warnings: [ResultWarning] = []
        if let groups {
            let (without, words) = self.without(groups)
            if without > 0 {
                warnings.append(
                    ResultWarning(
                        "missing_group",
                        words
                            + "\(groups.name): counted among all, and in no group.", isNote: true,
                        terms: [groups.name]))
            }
        }
        if let families {
            let without = data.isUsed.indices.lazy.filter {
                data.isUsed[$0] && families.codes[$0] < 0
            }.count
            if without > 0 {
                warnings.append(
                    ResultWarning(
                        "missing_cluster",
                        "\(NumberText.counted(without, "row")) "
                            + "\(NumberText.verb(without, "has", "have")) no value of "
                            + "\(families.name): each is taken for a family of its own.",
                        isNote: true, terms: [families.name]))
            }
            let clusters = families.levels.count + without
            if clusters < ClusterSizes.fewest {
                warnings.append(
                    ResultWarning(
                        "few_clusters",
                        "\(families.name) has \(NumberText.counted(clusters, "value")): below "
                            + "about \(ClusterSizes.fewest) clusters intervals are too short.",
                        terms: [families.name]))
            }
        } else if plan.count == nil {
            let read = Set((data.asked + data.beside).flatMap(\.columns))
            let rows = data.isUsed.indices.filter { row in
                data.asked.contains { $0.codes[row] >= 0 }
            }
            let found = RepeatedIdentifiers.find(in: table, rows: rows, apart: read)
            if let first = found.first {
                warnings.append(
                    ResultWarning(
                        "repeated_id",
                        "\(NumberText.count(first.rows)) rows share "
                            + "\(NumberText.counted(first.values, "value")) of \(first.column). "
                            + "Cases that share one are alike, so that intervals here may be too "
                            + "short: say --cluster \(CommandText.argument(first.column)).",
                        terms: found.map(\.column)))
            }
        }
        return warnings
    }
}

/// One column's counts by level and group, and by cluster where there are any.
private struct ColumnCounts {
    private let column: LevelColumns.Levels
    private let groupLabels: [String]
    /// Cases by group and level; the last group holds the rows without one.
    private var counts: [[Int]]
    private var missingCounts: [Int]
    private var clustered: ClusteredTable?

    init(_ column: LevelColumns.Levels, _ count: PrevalenceCount) throws {
        self.column = column
        let data = count.data
        let groups = count.plan.by == nil ? nil : data.beside.first
        let families = count.plan.cluster == nil ? nil : data.beside.last
        groupLabels = groups?.levels ?? []
        let last = groupLabels.count
        counts = Array(
            repeating: [Int](repeating: 0, count: column.levels.count), count: last + 1)
        missingCounts = [Int](repeating: 0, count: last + 1)
        var (rowCodes, columnCodes, clusterCodes): ([Int], [Int], [Int]) = ([], [], [])
        var frequencies: [Int] = []
        var strangers = families?.levels.count ?? 0
        for row in column.codes.indices where data.isUsed[row] {
            let cases = data.frequencies?[row] ?? 1
            let group = groups.map { $0.codes[row] < 0 ? last : Int($0.codes[row]) } ?? last
            let level = Int(column.codes[row])
            guard level >= 0 else {
                missingCounts[group] += cases
                continue
            }
            counts[group][level] += cases
            guard let families else { continue }
            rowCodes.append(group)
            columnCodes.append(level)
            if families.codes[row] >= 0 {
                clusterCodes.append(Int(families.codes[row]))
            } else {
                clusterCodes.append(strangers)
                strangers += 1
            }
            frequencies.append(cases)
        }
        guard families != nil else { return }
        do {
            clustered = try ClusteredTable(
                rowCodes: rowCodes, columnCodes: columnCodes, clusterCodes: clusterCodes,
                clusterCount: strangers, rowLabels: groupLabels + [""],
                columnLabels: column.levels, counts: frequencies)
        } catch {
            throw AnalysisError(
                "table", "The counts cannot be analysed: \(error).",
                hint: "Look at the column of counts.", exitCode: .data)
        }
    }

    /// Cases with a value.
    func cases(_ group: Int?) -> Int {
        group.map { counts[$0].reduce(0, +) } ?? counts.joined().reduce(0, +)
    }

    /// Cases without one.
    func missing(_ group: Int?) -> Int {
        group.map { missingCounts[$0] } ?? missingCounts.reduce(0, +)
    }

    /// The share of a level in a group, or in all.
    func row(_ level: Int, _ group: Int?, confidence: Double) -> PrevalenceResult.Row {
        let total = cases(group)
        let events = group.map { counts[$0][level] } ?? counts.reduce(0) { $0 + $1[level] }
        let without = missing(group)
        var effect = Effect(
            name: "proportion", method: "Wilson score", status: .notEstimable, note: "no case")
        var beside: [Effect] = []
        var (clusters, designEffect, effective): (Int?, Figure?, Figure?) = (nil, nil, nil)
        var known: Double? = Double(total)
        if let clustered, let share = clustered.proportion(event: level, row: group) {
            effect = share.wilson(confidence: confidence)
            beside = [share.kornGraubard(confidence: confidence)]
            clusters = share.sizes.clusters
            designEffect = Figure(share.designEffect)
            known = share.effectiveCases(confidence: confidence)
            effective = Figure(known)
        }
        if let plain = try? Proportion(events: events, total: total) {
            if clustered == nil {
                effect = plain.wilson(confidence: confidence)
            } else {
                beside.append(plain.wilson(confidence: confidence))
            }
            beside += [
                plain.clopperPearson(confidence: confidence),
                plain.jeffreys(confidence: confidence),
            ]
        }
        let all = Double(total + without)
        let width = effect.confLow.flatMap { low in effect.confHigh.map { $0 - low } }
        let tooFew =
            (known ?? 0) < PrevalenceResult.fewestCases
            || (width ?? 1) >= PrevalenceResult.widestInterval
        return PrevalenceResult.Row(
            column: column.name, level: column.levels[level],
            group: Label(group.map { groupLabels[$0] }), events: events, cases: total,
            share: Figure(effect.estimate), confLow: Figure(effect.confLow),
            confHigh: Figure(effect.confHigh), method: effect.method,
            beside: beside.filter { $0.confLow != nil }.map(PrevalenceResult.Interval.init),
            missing: without, lowIfMissing: Figure(all > 0 ? Double(events) / all : nil),
            highIfMissing: Figure(all > 0 ? Double(events + without) / all : nil),
            clusters: clusters, designEffect: designEffect, effectiveCases: effective,
            tooFew: tooFew, status: effect.status.rawValue, note: effect.note)
    }
}
