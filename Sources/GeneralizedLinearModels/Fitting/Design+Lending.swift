import CKernels
import ModelFormula

/// Coefficients sorted to the columns they belong to; a block's spare cell has 0.
struct SplitCoefficients: Sendable {
    let dense: [Double]
    let coded: [[Double]]

    init(_ beta: [Double], _ design: Design) {
        dense = design.dense.map { beta[$0.coefficient] }
        coded = design.coded.map {
            Array(beta[$0.firstCoefficient..<$0.firstCoefficient + $0.cellCount]) + [0]
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
