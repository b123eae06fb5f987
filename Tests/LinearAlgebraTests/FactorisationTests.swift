import LinearAlgebra
import Testing

/// A matrix whose elements look random and are the same on every machine.
private func sample(rows: Int, columns: Int) -> Matrix {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    var matrix = Matrix(rows: rows, columns: columns)
    for k in matrix.elements.indices {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        matrix.elements[k] = Double(state >> 11) / Double(1 << 53) - 0.5
    }
    return matrix
}

private func crossProduct(_ a: Matrix) -> Matrix {
    var result = Matrix(rows: a.columns, columns: a.columns)
    for i in 0..<a.columns {
        for j in 0..<a.columns {
            for k in 0..<a.rows { result[i, j] += a[k, i] * a[k, j] }
        }
    }
    return result
}

struct FactorisationTests {
    @Test(arguments: [1, 2, 7, 33])
    func choleskySolvesAndInverts(_ n: Int) throws {
        let a = crossProduct(sample(rows: n + 20, columns: n))
        let factor = try #require(Cholesky(a))
        let x = (0..<n).map { Double($0) - 2.5 }
        let solved = factor.solve(a.times(x))
        for i in 0..<n { #expect(abs(solved[i] - x[i]) < 1e-11) }
        let inverted = factor.inverse().times(a.times(x))
        for i in 0..<n { #expect(abs(inverted[i] - x[i]) < 1e-11) }
        #expect(factor.smallestPivot > 0.01 && factor.smallestPivot <= 1)
    }

    @Test func choleskyDeclinesWhatIsNotPositiveDefinite() {
        #expect(Cholesky(Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 1])) == nil)
        #expect(Cholesky(Matrix(rows: 1, columns: 1, elements: [.nan])) == nil)
    }

    @Test func crossProductAddsToTheUpperTriangle() {
        let a = sample(rows: 50, columns: 3)
        var c = Matrix.identity(3)
        a.elements.withUnsafeBufferPointer { from in
            c.elements.withUnsafeMutableBufferPointer { to in
                if let source = from.baseAddress, let target = to.baseAddress {
                    addCrossProduct(
                        source, rows: 50, columns: 3, leadingDimension: 50, to: target)
                }
            }
        }
        let expected = crossProduct(a)
        for j in 0..<3 {
            for i in 0...j { #expect(abs(c[i, j] - expected[i, j] - (i == j ? 1 : 0)) < 1e-14) }
        }
    }

    /// Edges around the block length, and fewer rows than columns.
    @Test(arguments: [3, 15, 16, 17, 32, 50])
    func stackedQRGivesTheSameNormalEquationsAsAllRowsAtOnce(_ rows: Int) throws {
        let a = sample(rows: rows, columns: 5)
        var qr = StackedQR(columns: 5, blockRows: 16)
        var start = 0
        while start < rows {
            let count = min(16, rows - start)
            qr.append(rows: count) { block, stride in
                for j in 0..<5 {
                    for i in 0..<count { block[i + j * stride] = a[start + i, j] }
                }
            }
            start += count
        }
        let fromR = crossProduct(qr.triangle)
        let expected = crossProduct(a)
        for k in fromR.elements.indices {
            #expect(abs(fromR.elements[k] - expected.elements[k]) < 1e-13)
        }
        if rows > 5 {
            let triangle = try #require(UpperTriangle(qr.triangle))
            let x = [1.0, -2, 3, -4, 5]
            let solved = triangle.solveNormalEquations(expected.times(x))
            let inverted = triangle.inverseRoot(
                rowScales: [Double](repeating: 1, count: 5)
            ).timesOwnTranspose().times(expected.times(x))
            for i in 0..<5 {
                #expect(abs(solved[i] - x[i]) < 1e-10)
                #expect(abs(inverted[i] - x[i]) < 1e-10)
            }
        }
    }

    @Test func dependentColumnsAreNamedWithTheirCombination() {
        var a = sample(rows: 30, columns: 5)
        for i in 0..<30 {
            a[i, 2] = 2 * a[i, 0] - 3 * a[i, 1]
            a[i, 4] = 0
        }
        let found = ColumnDependence(a, tolerance: 1e-11)
        #expect(found.kept == [0, 1, 3])
        #expect(found.dependent.map(\.column) == [2, 4])
        let weights = found.dependent[0].combination.map(\.weight)
        #expect(abs(weights[0] - 2) < 1e-12 && abs(weights[1] + 3) < 1e-12)
    }

    @Test(arguments: [(1e-10, 0), (1e-12, 1)])
    func nearlyDependentColumnsAreKeptDownToTheTolerance(_ distance: Double, _ dependent: Int) {
        var a = sample(rows: 30, columns: 3)
        for i in 0..<30 { a[i, 2] = a[i, 0] + distance * a[i, 2] }
        #expect(ColumnDependence(a, tolerance: 1e-11).dependent.count == dependent)
    }

    @Test func moreColumnsThanRowsLeaveTheFirstOnes() {
        let found = ColumnDependence(sample(rows: 3, columns: 6), tolerance: 1e-11)
        #expect(found.kept == [0, 1, 2])
    }
}
