/// The places of numbers in ascending order; equal numbers stay in the order they came in.
///
/// From 512 numbers on by counting the 11-bit digits of their bit patterns, lowest digit first,
/// which for numbers not below 0 order as the numbers do: six passes whatever their number.
///
/// - Parameter numbers: none of them below 0 or NaN; -0 counts as 0.
func ascendingOrder(_ numbers: [Double]) -> [Int] {
    let keys = numbers.map { ($0 + 0).bitPattern }
    guard numbers.count >= 512 else {
        return keys.indices.sorted {
            keys[$0] != keys[$1] ? keys[$0] < keys[$1] : $0 < $1
        }
    }
    var sorted = keys.indices.map { Keyed(key: keys[$0], place: $0) }
    var next = sorted
    for shift in stride(from: UInt64(0), to: 64, by: 11) {
        var starts = [Int](repeating: 0, count: 2049)
        for item in sorted { starts[item.digit(shift) + 1] += 1 }
        // A digit that all share changes no order.
        if starts.contains(sorted.count) { continue }
        for digit in 1..<2049 { starts[digit] += starts[digit - 1] }
        for item in sorted {
            let digit = item.digit(shift)
            next[starts[digit]] = item
            starts[digit] += 1
        }
        swap(&sorted, &next)
    }
    return sorted.map(\.place)
}

/// A number's bit pattern and where the number stood.
private struct Keyed {
    let key: UInt64
    let place: Int

    func digit(_ shift: UInt64) -> Int { Int((key >> shift) & 2047) }
}
