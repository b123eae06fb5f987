import ModelFormula
import Tables
import TimeToEvent

/// The rows of a survival frame as the numeric rooms take them: the reference group first, and cases
/// whose group begins later cut in two.
struct SurvivalSample {
    /// The rows, with every cause.
    let data: SurvivalData
    /// Whether each row is the last of its case: only there can a case be open.
    let isLast: [Bool]
    /// How long each row's case could have been followed, where that is known.
    let potential: [Double]?
    /// The groups, reference first; empty where all are one.
    let levels: [String]
    /// The person of each row, where events can come again.
    let person: Grouping?
    /// What was done about groups that begin later.
    let exposure: HypothesisResult.Survival.Exposure?

    /// - Throws: `AnalysisError` for columns that cannot be, `SurvivalDataError` for our slip.
    init(_ frame: SurvivalFrame, _ options: SurvivalOptions, cluster: Int?, _ table: Table) throws {
        let groups = try Self.groups(frame)
        levels = groups?.labels ?? []
        let strata = frame.variables.strata
        let extract = options.extractDate.map(Double.init)
        var rows = SurvivalRows(frame, groups)
        if let column = options.exposedFrom {
            guard let opened = frame.opened, let groups else {
                throw AnalysisError(
                    "plan_value",
                    "A day on which a group begins needs groups, and times that are two dates.",
                    hint: "As in Surv(opened, closed) ~ service --exposed-from service_start.",
                    pointer: "/exposed_from")
            }
            let days = try table.days(column, for: "exposed_from")
            exposure = rows.cut(column, days, opened, groups, frame)
        } else {
            exposure = nil
        }
        let source = rows.source
        func pick(_ factor: HypothesisVariable.Factor) throws -> Grouping {
            try Grouping(codes: source.map { factor.codes[$0] }, labels: factor.levels)
        }
        data = try SurvivalData(
            entry: rows.entry.contains { $0 > -.infinity } ? rows.entry : nil, exit: rows.exit,
            event: rows.events,
            weight: frame.variables.frequencies.map { weights in source.map { Double(weights[$0]) }
            },
            group: groups.map { try Grouping(codes: rows.group, labels: $0.labels) },
            stratum: try Self.stratum(strata, source),
            cluster: try cluster.map { try pick(frame.variables.factors[$0]) })
        person = try options.id == nil ? nil : pick(frame.variables.factors[0])
        isLast = rows.isLast
        potential = frame.opened.flatMap { opened in
            extract.map { extract in source.map { extract - opened[$0] } }
        }
    }

    /// The groups with the reference as the first.
    private static func groups(_ frame: SurvivalFrame) throws -> Grouping? {
        guard frame.hasGroups else { return nil }
        guard frame.variables.groups.count == 1, let variable = frame.variables.groups.first else {
            throw AnalysisError(
                "formula", "Times to an event are compared between the levels of one group.",
                hint:
                    "Put other columns behind a bar, as strata: Surv(days, closed) ~ team | year.",
                pointer: "/formula")
        }
        guard let factor = variable.factor else {
            throw AnalysisError(
                "formula", "\"\(variable.name)\" is a number with many values and no group.",
                hint: "Cut it: Surv(days, closed) ~ (\(variable.name) >= 10).", pointer: "/formula")
        }
        let order =
            [factor.reference] + factor.levels.indices.filter { $0 != factor.reference }
        var place = [Int32](repeating: 0, count: factor.levels.count)
        for (new, old) in order.enumerated() { place[old] = Int32(new) }
        return try Grouping(
            codes: factor.codes.map { place[Int($0)] }, labels: order.map { factor.levels[$0] })
    }

    /// One stratum for each combination of levels that occurs.
    private static func stratum(
        _ factors: [HypothesisVariable.Factor], _ source: [Int]
    ) throws -> Grouping? {
        guard !factors.isEmpty else { return nil }
        var codeOf: [[Int32]: Int32] = [:]
        var labels: [String] = []
        let codes = source.map { row in
            let key = factors.map { $0.codes[row] }
            if let known = codeOf[key] { return known }
            let new = Int32(labels.count)
            codeOf[key] = new
            labels.append(zip(factors, key).map { $0.levels[Int($1)] }.joined(separator: ", "))
            return new
        }
        return try Grouping(codes: codes, labels: labels)
    }
}

/// Rows on their way into a sample.
private struct SurvivalRows {
    /// The frame's row that each comes from.
    var source: [Int]
    var entry: [Double]
    var exit: [Double]
    var events: [UInt8]
    var group: [Int32]
    var isLast: [Bool]

    init(_ frame: SurvivalFrame, _ groups: Grouping?) {
        source = Array(frame.exit.indices)
        entry = frame.entry ?? [Double](repeating: -.infinity, count: frame.exit.count)
        exit = frame.exit
        events = frame.events
        group = groups?.codes ?? [Int32](repeating: 0, count: frame.exit.count)
        isLast = [Bool](repeating: true, count: frame.exit.count)
    }

    /// Gives each case's time before its group began to the reference (code 0).
    mutating func cut(
        _ column: String, _ days: [Double], _ opened: [Double], _ groups: Grouping,
        _ frame: SurvivalFrame
    ) -> HypothesisResult.Survival.Exposure {
        var made = HypothesisResult.Survival.Exposure(
            column: column, cases: 0, neverBegan: 0, movedTime: 0)
        for row in 0..<source.count where groups.codes[row] != 0 {
            let after = days[frame.rows[row]] - opened[row]
            // Who began at the start, or before, was of the group all along.
            if after <= 0 { continue }
            let weight = Double(frame.variables.frequencies?[row] ?? 1)
            made.cases += 1
            if !(after < exit[row]) {
                // It never began while the case was followed.
                made.neverBegan += 1
                made.movedTime += weight * exit[row]
                group[row] = 0
                continue
            }
            made.movedTime += weight * after
            source.append(source[row])
            entry.append(after)
            exit.append(exit[row])
            events.append(events[row])
            group.append(group[row])
            isLast.append(true)
            exit[row] = after
            events[row] = 0
            group[row] = 0
            isLast[row] = false
        }
        return made
    }
}
