import CKernels

/// Scratch of one run of rows at a time.
///
/// It is handed from one run to the next and never worked on by two threads at once.
final class RowWorkspace: @unchecked Sendable {
    /// Columns of a block of rows, one after the other.
    private let memory: [UnsafeMutableRawPointer]
    let sums: UnsafeMutablePointer<Double>
    let eta: UnsafeMutablePointer<Double>
    let weight: UnsafeMutablePointer<Double>
    let residual: UnsafeMutablePointer<Double>
    let product: UnsafeMutablePointer<Double>
    let root: UnsafeMutablePointer<Double>
    let ones: UnsafeMutablePointer<Double>
    let zeros: UnsafeMutablePointer<Double>
    /// The dense columns, standardised.
    let standard: UnsafeMutablePointer<Double>
    /// w x of each dense column, where panels or small squares need it.
    let weighted: UnsafeMutablePointer<Double>
    /// √w x of each dense column and r/√w, where dsyrk needs them.
    let scaled: UnsafeMutablePointer<Double>
    /// The lanes of panels times a multiplier.
    let multiplied: UnsafeMutablePointer<Double>
    /// Where the dense columns of the block at hand begin.
    let columns: UnsafeMutablePointer<UnsafePointer<Double>?>
    /// Where those begin whose coefficient is not 0.
    let moved: UnsafeMutablePointer<UnsafePointer<Double>?>
    /// Where the lanes of panels begin.
    let lanes: UnsafeMutablePointer<UnsafePointer<Double>?>
    let multipliedLanes: UnsafeMutablePointer<UnsafePointer<Double>?>
    let panels: UnsafeMutablePointer<cw_panel>

    struct Shape {
        let sums: Int
        let block: Int
        let dense: Int
        let lanes: Int
        let groups: Int
        let usesWeighted: Bool
        let usesScaled: Bool
        let usesMultiplied: Bool
    }

    init(_ shape: Shape) {
        var memory: [UnsafeMutableRawPointer] = []
        /// Numbers from the start of a line of the cache, which the widest vectors do not cross then.
        func filled(_ count: Int, _ value: Double = 0) -> UnsafeMutablePointer<Double> {
            let new = UnsafeMutableRawPointer.allocate(
                byteCount: max(1, count) * MemoryLayout<Double>.size, alignment: 64)
            memory.append(new)
            return new.initializeMemory(as: Double.self, repeating: value, count: max(1, count))
        }
        let block = shape.block
        sums = filled(shape.sums)
        eta = filled(block)
        weight = filled(block)
        residual = filled(block)
        product = filled(block)
        root = filled(block)
        ones = filled(block, 1)
        zeros = filled(block)
        standard = filled(block * shape.dense)
        weighted = filled(shape.usesWeighted ? block * shape.dense : 0)
        scaled = filled(shape.usesScaled ? block * (shape.dense + 1) : 0)
        multiplied = filled(shape.usesMultiplied ? block * shape.lanes : 0)
        self.memory = memory
        columns = .allocate(capacity: max(1, shape.dense))
        columns.initialize(repeating: nil, count: max(1, shape.dense))
        moved = .allocate(capacity: max(1, shape.dense))
        moved.initialize(repeating: nil, count: max(1, shape.dense))
        lanes = .allocate(capacity: shape.lanes)
        lanes.initialize(repeating: nil, count: shape.lanes)
        multipliedLanes = .allocate(capacity: shape.lanes)
        multipliedLanes.initialize(repeating: nil, count: shape.lanes)
        panels = .allocate(capacity: max(1, shape.groups))
        panels.initialize(
            repeating: cw_panel(cells: nil, width: 1, panel: nil), count: max(1, shape.groups))
    }

    deinit {
        for part in memory { part.deallocate() }
        columns.deallocate()
        moved.deallocate()
        lanes.deallocate()
        multipliedLanes.deallocate()
        panels.deallocate()
    }
}
