/// Which columns of a matrix are linear combinations of columns before them, and of which.
public struct ColumnDependence: Sendable {
    /// A column that earlier ones make up.
    public struct Dependent: Sendable {
        /// The column.
        public let column: Int
        /// Its weights on the kept columns before it, as (column, weight).
        public let combination: [(column: Int, weight: Double)]

        /// A column, and what makes it up.
        public init(column: Int, combination: [(column: Int, weight: Double)]) {
            self.column = column
            self.combination = combination
        }
    }

    /// The independent columns, ascending.
    public let kept: [Int]
    /// The dependent ones, ascending.
    public let dependent: [Dependent]

    /// Looks from left to right, by Householder reflections, for columns of which nothing but a
    /// share `tolerance` of their length is left once the kept columns before are taken out.
    ///
    /// - Parameter matrix: any matrix with the column dependences in question, such as an R of QR.
    public init(_ matrix: Matrix, tolerance: Double) {
        var a = matrix
        let rows = a.rows
        var kept: [Int] = []
        var dependent: [Dependent] = []
        for j in 0..<a.columns {
            let full = Self.length(matrix, column: j, from: 0)
            let top = kept.count
            let rest = top < rows ? Self.length(a, column: j, from: top) : 0
            if full == 0 || rest <= tolerance * full {
                dependent.append(
                    Dependent(column: j, combination: Self.combination(a, kept: kept, column: j)))
                continue
            }
            Self.reflect(&a, column: j, from: top, length: rest)
            kept.append(j)
        }
        self.kept = kept
        self.dependent = dependent
    }

    /// Columns of which it is known that none is made up of others.
    public init(independent count: Int) {
        kept = Array(0..<count)
        dependent = []
    }

    private static func length(_ a: Matrix, column: Int, from row: Int) -> Double {
        var largest = 0.0
        for i in row..<a.rows { largest = max(largest, abs(a[i, column])) }
        guard largest > 0 else { return 0 }
        var sum = 0.0
        for i in row..<a.rows {
            let share = a[i, column] / largest
            sum += share * share
        }
        return largest * sum.squareRoot()
    }

    /// Reflects column `column` onto one element, and all columns after it likewise.
    private static func reflect(_ a: inout Matrix, column: Int, from top: Int, length: Double) {
        let alpha = a[top, column] > 0 ? -length : length
        var v = (top..<a.rows).map { a[$0, column] }
        v[0] -= alpha
        let square = v.reduce(0) { $0 + $1 * $1 }
        for j in column..<a.columns where square > 0 {
            var dot = 0.0
            for i in v.indices { dot += v[i] * a[top + i, j] }
            let factor = 2 * dot / square
            for i in v.indices { a[top + i, j] -= factor * v[i] }
        }
    }

    /// Solves the triangle of the kept columns for a further one.
    private static func combination(_ a: Matrix, kept: [Int], column: Int)
        -> [(column: Int, weight: Double)]
    {
        var weights = (0..<kept.count).map { a[$0, column] }
        for k in stride(from: kept.count - 1, through: 0, by: -1) {
            for later in (k + 1)..<max(k + 1, kept.count) {
                weights[k] -= a[k, kept[later]] * weights[later]
            }
            weights[k] /= a[k, kept[k]]
        }
        return zip(kept, weights).map { ($0, $1) }
    }
}
