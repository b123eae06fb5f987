import LinearAlgebra
import Testing

@Test func matrixVectorProductsFollowColumnMajorOrder() {
    let a = Matrix(rows: 2, columns: 3, elements: [1, 4, 2, 5, 3, 6])
    #expect(a.times([1, 0, -1]) == [-2, -2])
    #expect(a[1, 2] == 6)
    let s = Matrix(rows: 2, columns: 2, elements: [2, 1, 1, 3])
    #expect(s.quadraticForm([1, -1]) == 3)
    #expect(s.principalSubmatrix([1]).elements == [3])
}
