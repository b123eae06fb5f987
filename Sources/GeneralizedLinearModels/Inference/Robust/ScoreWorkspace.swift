/// Scratch for sums over short rows; handed from one chunk to the next and never shared by two threads
/// at once.
final class ScoreWorkspace: @unchecked Sendable {
    let places: UnsafeMutablePointer<Int>
    let values: UnsafeMutablePointer<Double>
    /// The score of one unit, 0 but at `touched`.
    let score: UnsafeMutablePointer<Double>
    let isTouched: UnsafeMutablePointer<Bool>
    let touched: UnsafeMutablePointer<Int>
    let whitened: UnsafeMutablePointer<Double>
    /// The upper triangle of a square.
    let sums: UnsafeMutablePointer<Double>
    let sumCount: Int

    /// - Parameters:
    ///   - order: the number of places.
    ///   - withSums: whether a square of sums is needed.
    init(order: Int, mostEntries: Int, withSums: Bool) {
        func make<Value>(_ value: Value, _ count: Int) -> UnsafeMutablePointer<Value> {
            let memory = UnsafeMutablePointer<Value>.allocate(capacity: max(1, count))
            memory.initialize(repeating: value, count: max(1, count))
            return memory
        }
        places = make(0, mostEntries)
        values = make(0.0, mostEntries)
        score = make(0.0, order)
        isTouched = make(false, order)
        touched = make(0, order)
        whitened = make(0.0, order)
        sumCount = withSums ? order * order : 0
        sums = make(0.0, sumCount)
    }

    deinit {
        places.deallocate()
        values.deallocate()
        score.deallocate()
        isTouched.deallocate()
        touched.deallocate()
        whitened.deallocate()
        sums.deallocate()
    }
}
