import CKernels
import ModelFormula
import Tables

/// The codes of a design's joint factors, made once a fit.
///
/// Where a joint factor is one block its codes are the design's own.
struct PackedCodes: Sendable {
    /// A block of the design within a joint factor.
    struct Member: Sendable {
        /// The block.
        let block: Int
        /// The coefficient of each joint cell; -1 where the block has none.
        let coefficientOfCell: [Int]
    }

    struct Group: Sendable {
        let members: [Member]
        /// Joint cells, those of rows without a coefficient included.
        let cellCount: Int
        let cells: CellCodes
        /// The block whose multiplier the group has; nil for 1.
        let multiplier: Int?
    }

    let groups: [Group]

    /// The joint factors of a design without a code: what their cells stand for.
    init(shapeOf design: Design, _ joint: JointFactors) {
        self.init(design, joint) { _, _ in .narrow([]) }
    }

    /// The codes of other rows of the same columns.
    init(_ design: Design, like known: PackedCodes) {
        groups = known.groups.map { group in
            let blocks = group.members.map { design.coded[$0.block] }
            return Group(
                members: group.members, cellCount: group.cellCount,
                cells: blocks.count == 1
                    ? blocks[0].cells : Self.jointCodes(blocks, group.cellCount, design, 1),
                multiplier: group.multiplier)
        }
    }

    init(_ design: Design, _ joint: JointFactors, threads: Int) {
        self.init(design, joint) { blocks, count in
            Self.jointCodes(blocks.map { design.coded[$0] }, count, design, threads)
        }
    }

    private init(
        _ design: Design, _ joint: JointFactors, codes: (_ blocks: [Int], _ count: Int) -> CellCodes
    ) {
        groups = joint.groups.map { blocks in
            guard blocks.count > 1 else {
                let block = design.coded[blocks[0]]
                let first = block.firstCoefficient
                return Group(
                    members: [
                        Member(
                            block: blocks[0],
                            coefficientOfCell: (0..<block.cellCount).map { first + $0 } + [-1])
                    ], cellCount: block.cellCount + 1, cells: block.cells,
                    multiplier: block.multiplier == nil ? nil : blocks[0])
            }
            var count = 1
            for block in blocks { count *= design.coded[block].cellCount + 1 }
            var stride = 1
            var members: [Member] = []
            for index in blocks {
                let block = design.coded[index]
                let states = block.cellCount + 1
                members.append(
                    Member(
                        block: index,
                        coefficientOfCell: (0..<count).map { cell in
                            let own = cell / stride % states
                            return own < block.cellCount ? block.firstCoefficient + own : -1
                        }))
                stride *= states
            }
            return Group(
                members: members, cellCount: count,
                cells: codes(blocks, count), multiplier: nil)
        }
    }

    private static func jointCodes(
        _ blocks: [Design.CodedBlock], _ count: Int, _ design: Design, _ threads: Int
    ) -> CellCodes {
        func filled<Code: FixedWidthInteger & BitwiseCopyable & Sendable>(_ type: Code.Type)
            -> [Code]
        {
            let width = Int32(MemoryLayout<Code>.size)
            return RowChunks(rowCount: design.rowCount).filled(threads: threads, type) {
                rows, out in
                out.initialize(repeating: 0, count: rows.count)
                var stride: UInt32 = 1
                for block in blocks {
                    block.cells.withPointer(at: rows.lowerBound) { cells, cellWidth in
                        cw_add_codes(
                            rows.count, cells, Int32(cellWidth.rawValue), stride, out, width)
                    }
                    stride *= UInt32(block.cellCount + 1)
                }
            }
        }
        if count <= 1 << 8 { return .narrow(filled(UInt8.self)) }
        if count <= 1 << 16 { return .medium(filled(UInt16.self)) }
        return .wide(filled(Int32.self))
    }
}
