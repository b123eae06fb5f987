/// Numbers that chunks of rows are worked on in at once, each chunk at places of its own.
///
/// The one place of this room that holds raw memory: it is given back with the object.
final class NumberStore: @unchecked Sendable {
    let numbers: UnsafeMutablePointer<Double>
    let count: Int

    /// `count` zeros.
    init(count: Int) {
        self.count = count
        numbers = .allocate(capacity: max(1, count))
        numbers.initialize(repeating: 0, count: max(1, count))
    }

    deinit { numbers.deallocate() }

    subscript(_ index: Int) -> Double {
        @inline(__always) get { numbers[index] }
        @inline(__always) set { numbers[index] = newValue }
    }
}
