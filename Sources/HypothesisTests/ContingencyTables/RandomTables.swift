import Distributions

/// Tables with given margins, each drawn with its probability under independence.
///
/// Row after row, cell after cell: given all before it, a cell is hypergeometric - what is left of
/// its row drawn from what is left of the columns from it on. Each cell takes two words of its
/// stream and is found by inversion outwards from the mode. Source of the idea: Patefield (1981),
/// AS 159, Applied Statistics 30, 91-97.
struct RandomTables {
    private let rowTotals: [Int]
    private let columnTotals: [Int]
    private let total: Int
    private let factorials: LogFactorials
    private var left: [Int]

    /// Tables with the margins of an occupied table.
    init(_ table: ContingencyTable) {
        rowTotals = table.rowTotals
        columnTotals = table.columnTotals
        total = table.total
        factorials = LogFactorials(upTo: min(table.total, 100_000))
        left = columnTotals
    }

    /// About how many steps of inversion a table takes: the sum of its cells' standard deviations.
    static func expectedSteps(_ table: ContingencyTable) -> Double {
        var sum = 0.0
        for i in 0..<table.rowCount {
            for j in 0..<table.columnCount { sum += table.expected(i, j).squareRoot() }
        }
        return 2 * sum
    }

    /// Draws a table, row after row.
    mutating func draw(into cells: inout [Int], from stream: inout RandomStream) {
        for j in columnTotals.indices { left[j] = columnTotals[j] }
        var population = total
        let (rows, columns) = (rowTotals.count, columnTotals.count)
        for i in 0..<rows {
            var draws = rowTotals[i]
            var rest = population
            for j in 0..<columns {
                let x: Int
                if i == rows - 1 {
                    x = left[j]
                } else if j == columns - 1 {
                    x = draws
                } else {
                    x = hypergeometric(
                        population: rest, successes: left[j], draws: draws,
                        at: openUniform(&stream))
                }
                cells[i * columns + j] = x
                rest -= left[j]
                draws -= x
                left[j] -= x
            }
            population -= rowTotals[i]
        }
    }

    /// The x at which the probabilities, taken from the mode outwards in turn, pass `u`.
    private func hypergeometric(
        population: Int, successes: Int, draws: Int, at u: Double
    ) -> Int {
        let low = max(0, draws - (population - successes))
        let high = min(draws, successes)
        if low == high { return low }
        let share = (Double(draws) + 1) * (Double(successes) + 1) / (Double(population) + 2)
        let mode = min(max(wholePart(share), low), high)
        let others = population - successes - draws
        let atMode = exponential(logProbability(mode, population, successes, draws))
        return outwards(
            from: mode, in: low...high, probability: atMode, at: u,
            up: {
                Double(successes - $0) * Double(draws - $0)
                    / (Double($0 + 1) * Double(others + $0 + 1))
            },
            down: {
                Double($0) * Double(others + $0)
                    / (Double(successes - $0 + 1) * Double(draws - $0 + 1))
            })
    }

    private func logProbability(
        _ x: Int, _ population: Int, _ successes: Int, _ draws: Int
    ) -> Double {
        // Sums of ln x! cancel; beyond a hundred thousand the deviance form keeps the digits.
        if population > 100_000 {
            return Hypergeometric(population: population, successes: successes, draws: draws)
                .logProbability(x)
        }
        let f = factorials
        let margins =
            f[successes] + f[population - successes] + f[draws] + f[population - draws]
            - f[population]
        return margins - f[x] - f[successes - x] - f[draws - x]
            - f[population - successes - draws + x]
    }
}

/// A number between 0 and 1 of 53 random bits, never either.
@inline(__always)
func openUniform(_ stream: inout RandomStream) -> Double {
    (Double(stream.next() >> 11) + 0.5) * 0x1p-53
}

/// Inversion outwards from the mode: the value at which the sum of the probabilities of the mode,
/// the value above it, the one below it, and so on passes `u`; the mode where rounding leaves less
/// than `u` in all.
func outwards(
    from mode: Int, in support: ClosedRange<Int>, probability: Double, at u: Double,
    up: (Int) -> Double, down: (Int) -> Double
) -> Int {
    var rest = u - probability
    if rest < 0 { return mode }
    var (above, below) = (mode, mode)
    var (chanceAbove, chanceBelow) = (probability, probability)
    while above < support.upperBound || below > support.lowerBound {
        if above < support.upperBound {
            chanceAbove *= up(above)
            above += 1
            rest -= chanceAbove
            if rest < 0 { return above }
        }
        if below > support.lowerBound {
            chanceBelow *= down(below)
            below -= 1
            rest -= chanceBelow
            if rest < 0 { return below }
        }
        // What is left is the rounding of the sum.
        if chanceAbove + chanceBelow < 1e-300 { break }
    }
    return mode
}

/// x rounded down, for 0 <= x, at most the largest whole number.
func wholePart(_ x: Double) -> Int { x < 9e18 ? Int(x) : Int.max }
