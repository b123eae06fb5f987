extension ReportNumbers {
    /// Adds a figure that was made of counts and other figures: an estimate, a limit, a rate.
    ///
    /// It is suppressed as soon as one of them is. Where it is shown its counts are taken to be known to the
    /// last case, whatever they were rounded to.
    ///
    /// - Parameters:
    ///   - name: what it is.
    ///   - value: nil, NaN or infinite where there is none.
    ///   - counts: the counts it was made of: for a subgroup's sensitivity those found and those missed.
    ///   - made: the figures it was made of.
    ///   - residualDegreesOfFreedom: of the model it comes from, where it comes from one.
    @discardableResult
    public mutating func addFigure(
        _ name: String, _ value: Double?, from counts: [Cell], and made: [Figure] = [],
        residualDegreesOfFreedom: Int? = nil
    ) -> Figure {
        add(
            name, value, counts, made,
            residualDegreesOfFreedom.map { .residualDegreesOfFreedom($0) } ?? .counts)
    }

    /// Adds a figure made of amounts, such as a sum or a mean of costs.
    ///
    /// It is suppressed where the count is, and where a few contributors decide it. A total of amounts of which
    /// one is suppressed is made of it and suppressed as well: pass the parts as `made`.
    @discardableResult
    public mutating func addAmount(
        _ name: String, _ value: Double?, contributions: [Double], from counts: [Cell],
        and made: [Figure] = []
    ) -> Figure {
        add(name, value, counts, made, .amounts(contributions))
    }

    /// Adds the smallest or largest value of a group.
    ///
    /// - Parameter casesAtValue: how many cases have this very value: it is theirs and shown only where they are
    ///   not few.
    @discardableResult
    public mutating func addExtreme(
        _ name: String, _ value: Double?, casesAtValue: Int, in group: Cell
    ) -> Figure {
        add(name, value, [group], [], .extreme(casesAtValue: casesAtValue))
    }

    /// Adds a quantile of a group, shown where not few lie on either side.
    ///
    /// - Parameters:
    ///   - casesBelow: how many cases of the group have this value or a smaller one.
    ///   - casesAbove: how many have this value or a larger one.
    @discardableResult
    public mutating func addQuantile(
        _ name: String, _ value: Double?, casesBelow: Int, casesAbove: Int, in group: Cell
    ) -> Figure {
        add(
            name, value, [group], [],
            .quantile(casesBelow: casesBelow, casesAbove: casesAbove))
    }

    private mutating func add(
        _ name: String, _ value: Double?, _ counts: [Cell], _ made: [Figure], _ rule: FigureRule
    ) -> Figure {
        precondition(counts.allSatisfy { cells.indices.contains($0.index) }, "cells of this report")
        precondition(
            made.allSatisfy { figures.indices.contains($0.index) }, "figures of this report")
        figures.append(
            FigureEntry(
                name: name, value: value.flatMap { $0.isFinite ? $0 : nil },
                cells: counts.map(\.index), figures: made.map(\.index), rule: rule))
        return Figure(index: figures.count - 1)
    }
}
