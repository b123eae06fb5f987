/// A dense matrix of doubles in column-major order: element (i, j) lies at `i + j * rows`.
public struct Matrix: Sendable, Equatable {
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The elements, column after column; `rows * columns` of them.
    public var elements: [Double]

    /// A matrix of zeros.
    public init(rows: Int, columns: Int) {
        self.init(
            rows: rows, columns: columns, elements: [Double](repeating: 0, count: rows * columns))
    }

    /// A matrix over given elements in column-major order.
    public init(rows: Int, columns: Int, elements: [Double]) {
        precondition(elements.count == rows * columns, "element count is not rows * columns")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// The element in row `i` and column `j`.
    @inlinable
    public subscript(_ i: Int, _ j: Int) -> Double {
        get { elements[i + j * rows] }
        set { elements[i + j * rows] = newValue }
    }

    /// The identity matrix of a given order.
    public static func identity(_ order: Int) -> Matrix {
        var result = Matrix(rows: order, columns: order)
        for i in 0..<order { result[i, i] = 1 }
        return result
    }

    /// Every element times a number.
    public mutating func scale(by factor: Double) {
        for k in elements.indices { elements[k] *= factor }
    }

    /// A x for a vector of `columns` elements.
    public func times(_ x: [Double]) -> [Double] {
        precondition(x.count == columns, "vector length is not the column count")
        var y = [Double](repeating: 0, count: rows)
        for j in 0..<columns {
            let xj = x[j]
            for i in 0..<rows { y[i] += elements[i + j * rows] * xj }
        }
        return y
    }

    /// x'A x for a square matrix.
    public func quadraticForm(_ x: [Double]) -> Double {
        var sum = 0.0
        let y = times(x)
        for i in 0..<rows { sum += x[i] * y[i] }
        return sum
    }

    /// The square matrix of the rows and columns named by `indices`, in that order.
    public func principalSubmatrix(_ indices: [Int]) -> Matrix {
        if rows == columns, indices.elementsEqual(0..<rows) { return self }
        var result = Matrix(rows: indices.count, columns: indices.count)
        for (j, column) in indices.enumerated() {
            for (i, row) in indices.enumerated() { result[i, j] = self[row, column] }
        }
        return result
    }
}
