import ModelFormula
import Tables

/// What moves one case's linear predictor away from that of the mean over the model's cases.
///
/// A column's part is bⱼ (xⱼ - x̄ⱼ); parts add up to η - η̄ with η̄ = Σ bⱼ x̄ⱼ and the mean offset. A figure of
/// a case is what goes with it among cases like it, and no cause.
public struct Contributions: Sendable, Equatable {
    /// The part of the variables that belong together.
    public struct Part: Sendable, Equatable {
        /// The index of its group among `Contributor.groups`.
        public let group: Int
        /// Its part of η - η̄: log odds under the logit.
        public let amount: Double
    }

    /// The parts by size, largest first; of equal ones the first in the formula.
    public let parts: [Part]
    /// η - η̄.
    public let total: Double
}

/// Tells reasons for predictions.
///
/// Variables stand together where a term reads columns of both, as an interaction does, or where two of
/// them read one column, as `age` and `I(age^2)` do: what they do apart is then no number.
public struct Contributor: Sendable {
    /// Variables that belong together.
    public struct Group: Sendable, Equatable {
        /// The columns of data that they read, in the order of the formula.
        public let columns: [String]
        /// Their indices among the model's variables; empty for the offset.
        public let variables: [Int]
    }

    /// The groups, in the order of the formula; the offset is the last.
    public let groups: [Group]
    private let model: FittedModel
    private let specification: DesignSpecification
    private let means: ColumnMeans
    private let groupOfColumn: [Int]
    private let offsetGroup: Int?

    /// Nil for a model that keeps no means: one that an earlier version wrote, or that has a factor of very
    /// many levels.
    public init?(_ model: FittedModel) {
        guard let means = model.means, model.largeFactor == nil else { return nil }
        self.model = model
        self.means = means
        specification = model.specification
        let derived = (model.derivations ?? []).map(\.name)
        let known = Set(model.columns.map(\.name) + derived)
        let count = model.model.variables.count
        // The group of a variable is the lowest variable that it belongs with.
        var first = Array(0..<count)
        func join(_ a: Int, _ b: Int) {
            let (low, high) = (min(first[a], first[b]), max(first[a], first[b]))
            for index in first.indices where first[index] == high { first[index] = low }
        }
        let names = model.model.variables.map { $0.names.intersection(known) }
        let used = Set(model.model.terms.flatMap(\.variables))
        for term in model.model.terms {
            for variable in term.variables.dropFirst() { join(term.variables[0], variable) }
        }
        for a in used {
            for b in used where a < b && !names[a].isDisjoint(with: names[b]) { join(a, b) }
        }
        var groups: [Group] = []
        var place: [Int: Int] = [:]
        for index in used.sorted() where place[first[index]] == nil {
            let members = used.filter { first[$0] == first[index] }.sorted()
            let columns = model.columns.map(\.name).filter { name in
                members.contains { names[$0].contains(name) }
            }
            let made = derived.filter { name in members.contains { names[$0].contains(name) } }
            place[first[index]] = groups.count
            groups.append(Group(columns: columns + made, variables: members))
        }
        if model.model.offsets.isEmpty {
            offsetGroup = nil
        } else {
            offsetGroup = groups.count
            groups.append(Group(columns: [], variables: []))
        }
        self.groups = groups
        let terms = specification.coefficients().map(\.termIndex)
        groupOfColumn = terms.map { term in
            term.flatMap { place[first[model.model.terms[$0].variables[0]]] } ?? -1
        }
    }

    /// The reasons for each row of a chunk; nil where a row has no finite prediction.
    ///
    /// - Throws: `FormulaError` where the chunk's columns are not those of the model.
    public func contributions(_ chunk: TableChunk, _ predictions: [Prediction])
        throws(FormulaError) -> [Contributions?]
    {
        let data = try NewData(specification, table: chunk.table)
        var elements: [(column: Int, value: Double)] = []
        return predictions.enumerated().map { row, prediction in
            guard prediction.status == .predicted else { return nil }
            data.designRow(row, into: &elements)
            var amounts = [Double](repeating: 0, count: groups.count)
            for (column, mean) in means.columns.enumerated() where groupOfColumn[column] >= 0 {
                amounts[groupOfColumn[column]] -= model.solution[column] * mean
            }
            for (column, value) in elements where groupOfColumn[column] >= 0 {
                amounts[groupOfColumn[column]] += model.solution[column] * value
            }
            if let offsetGroup { amounts[offsetGroup] += data.offsets[row] - means.offset }
            let order = amounts.indices.sorted {
                (abs(amounts[$1]), $0) < (abs(amounts[$0]), $1)
            }
            return Contributions(
                parts: order.map { .init(group: $0, amount: amounts[$0]) },
                total: amounts.reduce(0, +))
        }
    }

    /// η̄, the linear predictor that parts are told against.
    public var reference: Double {
        zip(model.solution, means.columns).reduce(means.offset) { $0 + $1.0 * $1.1 }
    }
}
