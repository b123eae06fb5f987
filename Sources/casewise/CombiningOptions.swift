import AnalysisPlans
import ArgumentParser

/// What is done to the rows before they are analysed: joins, derived columns and filters, in this
/// order.
struct CombiningOptions: ParsableArguments {
    @Option(
        name: .customLong("join"),
        help: ArgumentHelp(
            "Give each row the columns of the row of this file that has its key.",
            valueName: "file"))
    var joins: [String] = []

    @Option(
        name: .customLong("on"),
        help: ArgumentHelp(
            "The key columns of a join: ward, or id = person_id, or 'ward, year'.",
            valueName: "key"))
    var keyColumns: [String] = []

    @Option(
        name: .customLong("expect"),
        help: ArgumentHelp(
            "Refuse a join that is not one-to-one; many-to-one is what every join is.",
            valueName: "relation"))
    var expectations: [String] = []

    @Option(
        name: .customLong("suffix"),
        help: ArgumentHelp(
            "What is put after a joined column's name that the data have as well.",
            valueName: "text"))
    var suffixes: [String] = []

    @Option(
        name: .customLong("derive"),
        help: ArgumentHelp(
            "Make a column from others, after joins: 'days = closed - opened'.",
            valueName: "name = expression"))
    var derivations: [String] = []

    @Option(
        name: .customLong("filter"),
        help: ArgumentHelp(
            "Keep the rows for which this holds, after --derive; several must all hold.",
            valueName: "condition"))
    var filters: [String] = []

    /// The keys of a plan that these options are.
    func keys() throws -> [String: JSONValue] {
        var keys: [String: JSONValue] = [:]
        guard joins.count == keyColumns.count else {
            throw AnalysisError(
                "usage",
                "There \(joins.count == 1 ? "is" : "are") \(joins.count) --join and "
                    + "\(keyColumns.count) --on.",
                hint: "Each file that is joined has its key: --join wards.csv --on ward.")
        }
        for (option, values) in [("--expect", expectations), ("--suffix", suffixes)]
        where values.count != 0 && values.count != joins.count {
            throw AnalysisError(
                "usage",
                "There \(values.count == 1 ? "is" : "are") \(values.count) \(option) for "
                    + "\(joins.count) --join.",
                hint: "Give it for each file that is joined, in their order, or for none.")
        }
        if !joins.isEmpty {
            keys["join"] = .list(
                joins.indices.map { index in
                    var join: [String: JSONValue] = [
                        "file": .text(joins[index]), "on": .text(keyColumns[index]),
                    ]
                    if !expectations.isEmpty { join["expect"] = .text(expectations[index]) }
                    if !suffixes.isEmpty { join["suffix"] = .text(suffixes[index]) }
                    return .object(join)
                })
        }
        if !derivations.isEmpty { keys["derive"] = .list(derivations.map { .text($0) }) }
        if !filters.isEmpty { keys["filter"] = .list(filters.map { .text($0) }) }
        return keys
    }
}
