/// Scratch of one chunk at a time.
///
/// It is handed from one chunk to the next and never worked on by two threads at once.
final class RowWorkspace: @unchecked Sendable {
    let sums: UnsafeMutablePointer<Double>
    let eta: UnsafeMutablePointer<Double>
    let weight: UnsafeMutablePointer<Double>
    let residual: UnsafeMutablePointer<Double>
    let product: UnsafeMutablePointer<Double>
    let scaled: UnsafeMutablePointer<Double>

    init(sumCount: Int, blockLength: Int, denseCount: Int) {
        func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
            let memory = UnsafeMutablePointer<Double>.allocate(capacity: count)
            memory.initialize(repeating: 0, count: count)
            return memory
        }
        sums = zeros(sumCount)
        eta = zeros(blockLength)
        weight = zeros(blockLength)
        residual = zeros(blockLength)
        product = zeros(blockLength)
        scaled = zeros(blockLength * denseCount)
    }

    deinit {
        for memory in [sums, eta, weight, residual, product, scaled] { memory.deallocate() }
    }
}
