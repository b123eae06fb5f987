import CKernels
import Tables

/// The cell of each row in the fewest bytes; the code `cellCount` means none.
public enum CellCodes: Sendable {
    /// Fewer than 2⁸ cells.
    case narrow([UInt8])
    /// Fewer than 2¹⁶ cells.
    case medium([UInt16])
    /// More cells.
    case wide([Int32])

    /// The cells of a specification's piece, made chunk after chunk.
    init(
        _ specification: DesignSpecification, _ piece: DesignSpecification.Piece,
        _ values: [VariableValues], chunks: RowChunks, threads: Int
    ) {
        let factors = piece.factors.compactMap { factor -> FactorCells? in
            guard case .codes(let codes) = values[factor.variable] else { return nil }
            return FactorCells(
                codes: codes, cellOfLevel: factor.cellOfLevel.map { Int32($0 ?? -1) },
                cellCount: Int32(truncatingIfNeeded: factor.cellCount))
        }
        func filled<Code: FixedWidthInteger & BitwiseCopyable & Sendable>(_ type: Code.Type)
            -> [Code]
        {
            let none = Int32(truncatingIfNeeded: piece.cellCount)
            return chunks.filled(threads: threads, type) { rows, out in
                if factors.count == 1 {
                    factors[0].write(rows, none: none, to: out)
                } else {
                    FactorCells.write(factors, rows, none: none, to: out)
                }
            }
        }
        if piece.cellCount < 1 << 8 {
            self = .narrow(filled(UInt8.self))
        } else if piece.cellCount < 1 << 16 {
            self = .medium(filled(UInt16.self))
        } else {
            self = .wide(filled(Int32.self))
        }
    }
}

/// The codes of one factor of a piece and the cells that its levels have there.
private struct FactorCells: Sendable {
    let codes: [Int32]
    /// -1 at the reference level.
    let cellOfLevel: [Int32]
    let cellCount: Int32

    /// The cells of a factor by itself, `none` at its reference and at a level not known.
    func write<Code: FixedWidthInteger>(
        _ rows: Range<Int>, none: Int32, to out: UnsafeMutablePointer<Code>
    ) {
        if let reference = contrastReference {
            codes.withUnsafeBufferPointer { codes in
                guard let codes = codes.baseAddress else { return }
                cw_contrast_codes(
                    rows.count, codes + rows.lowerBound, reference, none,
                    Int32(MemoryLayout<Code>.size), out)
            }
            return
        }
        let table = cellOfLevel.map { Code(truncatingIfNeeded: $0 < 0 ? none : $0) }
        let unknown = Code(truncatingIfNeeded: none)
        codes.withUnsafeBufferPointer { codes in
            table.withUnsafeBufferPointer { table in
                for row in rows {
                    let code = codes[row]
                    out[row - rows.lowerBound] = code < 0 ? unknown : table[Int(code)]
                }
            }
        }
    }

    /// The reference where cells are those of contrasts: levels in order, with one left out.
    private var contrastReference: Int32? {
        guard let reference = cellOfLevel.firstIndex(of: -1),
            cellOfLevel.indices.allSatisfy({
                $0 == reference || cellOfLevel[$0] == Int32($0 < reference ? $0 : $0 - 1)
            })
        else { return nil }
        return Int32(reference)
    }

    /// The cells of an interaction, the first factor's running fastest.
    static func write<Code: FixedWidthInteger>(
        _ factors: [FactorCells], _ rows: Range<Int>, none: Int32,
        to out: UnsafeMutablePointer<Code>
    ) {
        for row in rows {
            var cell: Int32 = 0
            var stride: Int32 = 1
            for factor in factors {
                let code = factor.codes[row]
                let own = code < 0 ? -1 : factor.cellOfLevel[Int(code)]
                guard own >= 0 else {
                    cell = none
                    break
                }
                cell += own * stride
                stride = stride &* factor.cellCount
            }
            out[row - rows.lowerBound] = Code(truncatingIfNeeded: cell)
        }
    }
}
