/// Numbers in the fewest bytes that hold every one of a run exactly.
enum PackedNumbers {
    /// How a run of numbers is held.
    enum Width: UInt8, Sendable {
        case int8, int16, int32, double

        var bytes: Int {
            switch self {
            case .int8: 1
            case .int16: 2
            case .int32: 4
            case .double: 8
            }
        }
    }

    /// Adds a run of numbers to bytes.
    static func append(_ numbers: ArraySlice<Double>, to bytes: inout [UInt8]) -> Width {
        let width = width(of: numbers)
        func add<Number: FixedWidthInteger>(_: Number.Type) {
            for number in numbers {
                withUnsafeBytes(of: Number(number)) { bytes.append(contentsOf: $0) }
            }
        }
        switch width {
        case .int8: add(Int8.self)
        case .int16: add(Int16.self)
        case .int32: add(Int32.self)
        case .double: numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        return width
    }

    /// The narrowest width that holds every number, the sign of a zero included.
    private static func width(of numbers: ArraySlice<Double>) -> Width {
        var (least, greatest) = (0.0, 0.0)
        for number in numbers {
            guard abs(number) <= 2_147_483_647, number == number.rounded(.towardZero),
                number != 0 || number.sign == .plus
            else { return .double }
            least = min(least, number)
            greatest = max(greatest, number)
        }
        if least >= -128, greatest <= 127 { return .int8 }
        return least >= -32_768 && greatest <= 32_767 ? .int16 : .int32
    }

    /// Reads a run of numbers back.
    static func numbers(_ bytes: UnsafeRawBufferPointer, _ width: Width, count: Int) -> [Double] {
        read(bytes, width, count, { Double($0) }, { $0 })
    }

    /// Looks a run of whole numbers up in a table.
    ///
    /// - Parameter isShift: whether the table holds what is one less than a number, for all of them.
    static func codes(
        _ bytes: UnsafeRawBufferPointer, _ width: Width, count: Int, _ table: [Int32],
        isShift: Bool
    ) -> [Int32] {
        if isShift { return read(bytes, width, count, { $0 &- 1 }, { Int32($0) &- 1 }) }
        return table.withUnsafeBufferPointer { table in
            read(bytes, width, count, { table[Int($0)] }, { table[Int($0)] })
        }
    }

    @inline(__always)
    private static func read<Element>(
        _ bytes: UnsafeRawBufferPointer, _ width: Width, _ count: Int,
        _ whole: (Int32) -> Element, _ number: (Double) -> Element
    ) -> [Element] {
        [Element](unsafeUninitializedCapacity: count) { out, made in
            func each<Number>(_: Number.Type, _ element: (Number) -> Element) {
                for row in 0..<count {
                    let value = bytes.loadUnaligned(
                        fromByteOffset: row * MemoryLayout<Number>.size, as: Number.self)
                    (out.baseAddress.map { $0 + row })?.initialize(to: element(value))
                }
            }
            switch width {
            case .int8: each(Int8.self) { whole(Int32($0)) }
            case .int16: each(Int16.self) { whole(Int32($0)) }
            case .int32: each(Int32.self) { whole($0) }
            case .double: each(Double.self, number)
            }
            made = count
        }
    }
}
