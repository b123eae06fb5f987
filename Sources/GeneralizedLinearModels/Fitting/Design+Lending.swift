import CKernels
import ModelFormula

/// Coefficients sorted to what they are looked up by: dense columns, and cells of joint factors.
struct SplitCoefficients: Sendable {
    /// The dense columns whose coefficient is not 0.
    let columns: [Int]
    /// Their coefficients.
    let dense: [Double]
    /// The sum of a joint cell's coefficients, one table a joint factor.
    let cells: [[Double]]

    init(_ beta: [Double], _ design: Design, _ packed: PackedCodes) {
        columns = design.dense.indices.filter { beta[design.dense[$0].coefficient] != 0 }
        dense = columns.map { beta[design.dense[$0].coefficient] }
        cells = packed.groups.map { group in
            var table = [Double](repeating: 0, count: group.cellCount)
            for member in group.members {
                for cell in table.indices where member.coefficientOfCell[cell] >= 0 {
                    table[cell] += beta[member.coefficientOfCell[cell]]
                }
            }
            return table
        }
    }
}

extension Design {
    /// Lends where the numbers of each dense column begin.
    ///
    /// One closure inside another for every column would need a stack as deep as a design is wide:
    /// the arrays, which nobody changes, stay where they are as long as the design lives.
    func withDenseColumns(_ body: ([UnsafePointer<Double>]) -> Void) {
        withExtendedLifetime(self) {
            let places = dense.compactMap { column in
                column.numbers.withUnsafeBufferPointer(\.baseAddress)
            }
            if places.count == dense.count { body(places) }
        }
    }
}

extension CellCodes {
    /// The cell of one row.
    subscript(_ row: Int) -> Int {
        switch self {
        case .narrow(let codes): Int(codes[row])
        case .medium(let codes): Int(codes[row])
        case .wide(let codes): Int(codes[row])
        }
    }

    /// Lends the codes from one row on.
    func withPointer(
        at row: Int, _ body: (_ cells: UnsafeRawPointer, _ width: cw_cell_width) -> Void
    ) {
        func lend<Code>(_ codes: [Code], _ width: cw_cell_width) {
            codes.withUnsafeBufferPointer {
                if let base = $0.baseAddress { body(UnsafeRawPointer(base + row), width) }
            }
        }
        switch self {
        case .narrow(let codes): lend(codes, CW_CELLS_1)
        case .medium(let codes): lend(codes, CW_CELLS_2)
        case .wide(let codes): lend(codes, CW_CELLS_4)
        }
    }
}

extension Design.CodedBlock {
    /// Lends the multiplier from one row on, or nil where there is none.
    func withMultiplier(at row: Int, _ body: (UnsafePointer<Double>?) -> Void) {
        guard let multiplier else { return body(nil) }
        multiplier.withUnsafeBufferPointer { body($0.baseAddress.map { $0 + row }) }
    }
}
