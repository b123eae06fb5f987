/// The numbers that a report is going to say, and how they hang together.
///
/// A report is protected as a whole: a count that is small in one table is often the difference of two that
/// stand in others. So counts are added with the sums that tie them, shares and figures with the counts that
/// they were made of, and ``protected(by:)`` answers what of it may be said. A tie that is not declared here
/// cannot be defended against: one person counted in two tables that share a total belongs in both with the
/// same cell.
///
/// Names are for the log and may be printed; they hold what is counted and no value.
public struct ReportNumbers: Sendable {
    /// One count of the report.
    public struct Cell: Sendable, Hashable {
        let index: Int
    }

    /// Shares of a whole.
    public struct Share: Sendable, Hashable {
        let index: Int
    }

    /// A figure that is no count: an estimate, a quantile, a sum of amounts.
    public struct Figure: Sendable, Hashable {
        let index: Int
    }

    struct CellEntry: Sendable {
        var name: String
        var count: Int
        var isPrinted: Bool
        var contributions: [Double]
    }

    struct ShareEntry: Sendable {
        var name: String
        var part: Int
        var whole: Int
    }

    struct FigureEntry: Sendable {
        var name: String
        var value: Double?
        var cells: [Int]
        var figures: [Int]
        var rule: FigureRule
    }

    /// What besides its counts decides whether a figure may be shown.
    enum FigureRule: Sendable {
        case counts
        case residualDegreesOfFreedom(Int)
        case amounts([Double])
        case extreme(casesAtValue: Int)
        case quantile(casesBelow: Int, casesAbove: Int)
    }

    /// Counts whose signed sum is 0.
    struct Relation: Sendable, Hashable {
        var terms: [Int: Int]
    }

    var cells: [CellEntry] = []
    var relations: [Relation] = []
    var shares: [ShareEntry] = []
    var figures: [FigureEntry] = []
    private var remainders: [[Int]: Int] = [:]

    /// A report that says nothing yet.
    public init() {}

    /// Adds a count of cases.
    ///
    /// - Parameters:
    ///   - name: what is counted.
    ///   - count: from 0 to 10^15.
    ///   - isPrinted: whether the report says it; false for a count that is not said and that could be worked
    ///     out from others, such as the cases that two tables differ by.
    ///   - contributions: what each unit (a team, a school) gives to it, where a few units deciding it would
    ///     tell of them; empty where it is people that are counted.
    /// - Throws: ``DisclosureError/countOutOfRange(name:)``.
    @discardableResult
    public mutating func addCount(
        _ name: String, _ count: Int, isPrinted: Bool = true, contributions: [Double] = []
    ) throws(DisclosureError) -> Cell {
        guard (0...1_000_000_000_000_000).contains(count) else {
            throw .countOutOfRange(name: name)
        }
        cells.append(
            CellEntry(
                name: name, count: count, isPrinted: isPrinted, contributions: contributions))
        return Cell(index: cells.count - 1)
    }

    /// Declares that a count is the sum of others.
    ///
    /// - Throws: ``DisclosureError/totalDiffers(name:)`` where it is not.
    public mutating func addSum(_ total: Cell, of parts: [Cell]) throws(DisclosureError) {
        var sum = 0
        var terms = [total.index: -1]
        for part in parts {
            let (next, overflow) = sum.addingReportingOverflow(cells[part.index].count)
            guard !overflow else { throw .totalDiffers(name: cells[total.index].name) }
            sum = next
            terms[part.index, default: 0] += 1
        }
        guard sum == cells[total.index].count else {
            throw .totalDiffers(name: cells[total.index].name)
        }
        terms = terms.filter { $0.value != 0 }
        if !terms.isEmpty { relations.append(Relation(terms: terms)) }
    }

    /// Declares that two counts are of the same cases, as where a total stands in two tables.
    ///
    /// - Throws: ``DisclosureError/totalDiffers(name:)`` where they differ.
    public mutating func addEqual(_ cell: Cell, _ other: Cell) throws(DisclosureError) {
        try addSum(cell, of: [other])
    }

    /// Declares that the cases of one count are among those of another, so that the difference of the two
    /// tells how many are not.
    ///
    /// - Returns: the count of those who are not, which the report does not print.
    /// - Throws: ``DisclosureError/partExceedsWhole(part:whole:)``.
    @discardableResult
    public mutating func addPart(_ part: Cell, of whole: Cell) throws(DisclosureError) -> Cell {
        if let known = remainders[[part.index, whole.index]] { return Cell(index: known) }
        let (partEntry, wholeEntry) = (cells[part.index], cells[whole.index])
        guard partEntry.count <= wholeEntry.count else {
            throw .partExceedsWhole(part: partEntry.name, whole: wholeEntry.name)
        }
        let rest = try addCount(
            "\(wholeEntry.name) without \(partEntry.name)", wholeEntry.count - partEntry.count,
            isPrinted: false)
        try addSum(whole, of: [part, rest])
        remainders[[part.index, whole.index]] = rest.index
        return rest
    }

    /// Adds the share that one count is of another.
    ///
    /// It is shown where both counts may be, and is worked out from them as they are shown: with rounded counts it
    /// tells nothing that they do not. Who knows a share and its whole knows the rest as well, so a rest that is
    /// small is protected like any count.
    ///
    /// - Throws: ``DisclosureError/partExceedsWhole(part:whole:)``.
    @discardableResult
    public mutating func addShare(
        _ name: String, of part: Cell, in whole: Cell
    ) throws(DisclosureError) -> Share {
        try addPart(part, of: whole)
        shares.append(ShareEntry(name: name, part: part.index, whole: whole.index))
        return Share(index: shares.count - 1)
    }
}
