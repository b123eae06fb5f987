extension Array where Element: FixedWidthInteger {
    /// Adds numbers that lie in memory, `width` bytes each and signed as these are.
    mutating func append(_ raw: UnsafeRawPointer, width: Int, count: Int) {
        func add<Source: FixedWidthInteger>(_: Source.Type) {
            let source = UnsafeBufferPointer(
                start: raw.assumingMemoryBound(to: Source.self), count: count)
            if let same = source as? UnsafeBufferPointer<Element> {
                append(contentsOf: same)
            } else {
                append(contentsOf: source.lazy.map { Element(truncatingIfNeeded: $0) })
            }
        }
        switch (width, Element.isSigned) {
        case (1, true): add(Int8.self)
        case (2, true): add(Int16.self)
        case (4, true): add(Int32.self)
        case (1, false): add(UInt8.self)
        case (2, false): add(UInt16.self)
        case (4, false): add(UInt32.self)
        default: add(Int64.self)
        }
    }

    /// The same numbers in another width, with room for more.
    func widened<Wide: FixedWidthInteger>(_: Wide.Type) -> [Wide] {
        var wide: [Wide] = []
        wide.reserveCapacity(capacity)
        wide.append(contentsOf: lazy.map { Wide(truncatingIfNeeded: $0) })
        return wide
    }
}

extension Integers {
    /// Makes room for so many rows.
    mutating func reserve(_ count: Int) {
        change(
            { $0.reserveCapacity(count) }, { $0.reserveCapacity(count) },
            { $0.reserveCapacity(count) }, { $0.reserveCapacity(count) })
    }

    /// Adds rows of 0.
    mutating func append(zeros count: Int) {
        change(
            { $0.append(contentsOf: repeatElement(0, count: count)) },
            { $0.append(contentsOf: repeatElement(0, count: count)) },
            { $0.append(contentsOf: repeatElement(0, count: count)) },
            { $0.append(contentsOf: repeatElement(0, count: count)) })
    }

    /// Adds numbers that lie in memory, `width` bytes each.
    mutating func append(_ raw: UnsafeRawPointer, width: Int, count: Int) {
        widen(to: width)
        change(
            { $0.append(raw, width: width, count: count) },
            { $0.append(raw, width: width, count: count) },
            { $0.append(raw, width: width, count: count) },
            { $0.append(raw, width: width, count: count) })
    }

    private mutating func widen(to width: Int) {
        guard width > bytesPerRow else { return }
        func wide<Wide: FixedWidthInteger>(_ type: Wide.Type) -> [Wide] {
            switch self {
            case .int8(let values): values.widened(type)
            case .int16(let values): values.widened(type)
            case .int32(let values): values.widened(type)
            case .int64(let values): values.widened(type)
            }
        }
        switch width {
        case 2: self = .int16(wide(Int16.self))
        case 4: self = .int32(wide(Int32.self))
        default: self = .int64(wide(Int64.self))
        }
    }

    /// Changes the numbers in place, whatever their width.
    private mutating func change(
        _ one: (inout [Int8]) -> Void, _ two: (inout [Int16]) -> Void,
        _ four: (inout [Int32]) -> Void, _ eight: (inout [Int64]) -> Void
    ) {
        switch self {
        case .int8(var values):
            self = .int8([])
            one(&values)
            self = .int8(values)
        case .int16(var values):
            self = .int8([])
            two(&values)
            self = .int16(values)
        case .int32(var values):
            self = .int8([])
            four(&values)
            self = .int32(values)
        case .int64(var values):
            self = .int8([])
            eight(&values)
            self = .int64(values)
        }
    }
}

extension LevelCodes {
    /// The bytes that one row takes.
    public var bytesPerRow: Int {
        switch self {
        case .narrow: 1
        case .medium: 2
        case .wide: 4
        }
    }

    /// Makes room for so many rows.
    mutating func reserve(_ count: Int) {
        change(
            { $0.reserveCapacity(count) }, { $0.reserveCapacity(count) },
            { $0.reserveCapacity(count) })
    }

    /// Adds rows of code 0.
    mutating func append(zeros count: Int) {
        change(
            { $0.append(contentsOf: repeatElement(0, count: count)) },
            { $0.append(contentsOf: repeatElement(0, count: count)) },
            { $0.append(contentsOf: repeatElement(0, count: count)) })
    }

    /// Adds codes that lie in memory, `width` bytes each.
    mutating func append(_ raw: UnsafeRawPointer, width: Int, count: Int) {
        widen(to: width)
        change(
            { $0.append(raw, width: width, count: count) },
            { $0.append(raw, width: width, count: count) },
            { $0.append(raw, width: width, count: count) })
    }

    /// Takes at least so many bytes a row.
    mutating func widen(to width: Int) {
        guard width > bytesPerRow else { return }
        switch (self, width) {
        case (.narrow(let codes), 2): self = .medium(codes.widened(UInt16.self))
        case (.narrow(let codes), _): self = .wide(codes.widened(UInt32.self))
        case (.medium(let codes), _): self = .wide(codes.widened(UInt32.self))
        case (.wide, _): break
        }
    }

    /// Changes the codes in place, whatever their width.
    mutating func change(
        _ one: (inout [UInt8]) -> Void, _ two: (inout [UInt16]) -> Void,
        _ four: (inout [UInt32]) -> Void
    ) {
        switch self {
        case .narrow(var codes):
            self = .narrow([])
            one(&codes)
            self = .narrow(codes)
        case .medium(var codes):
            self = .narrow([])
            two(&codes)
            self = .medium(codes)
        case .wide(var codes):
            self = .narrow([])
            four(&codes)
            self = .wide(codes)
        }
    }
}
