import Foundation

// Writes the benchmark's synthetic cohort:  generate ROWS FILE [SEED]
// The same rows and seed give the same bytes on every machine.

/// Random numbers that are the same in every run (SplitMix64; Steele, Lea and Flood 2014).
struct Stream {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A whole number below `limit`.
    mutating func below(_ limit: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(limit)).high)
    }
}

func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(64)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3, let rows = Int(arguments[1]), rows > 0 else {
    fail("usage: generate ROWS FILE [SEED]")
}
guard let seed = UInt64(arguments.count > 3 ? arguments[3] : "1") else {
    fail("the seed is a whole number")
}
guard let file = fopen(arguments[2], "wb") else { fail("\(arguments[2]) cannot be written") }

func write(_ buffer: inout [UInt8], to file: UnsafeMutablePointer<FILE>) {
    guard fwrite(buffer, 1, buffer.count, file) == buffer.count else { fail("the disk is full") }
    buffer.removeAll(keepingCapacity: true)
}

func generate(_ rows: Int, _ seed: UInt64, to file: UnsafeMutablePointer<FILE>) {
    var stream = Stream(state: seed)
    var buffer: [UInt8] = []
    buffer.reserveCapacity(1 << 21)

    buffer += Cohort.header.utf8
    let factors = Cohort.factors.map { levels in levels.map { Array(($0 + ",").utf8) } }
    for _ in 0..<rows {
        for levels in factors { buffer += levels[stream.below(levels.count)] }
        for range in Cohort.numbers {
            let thousandths = range.lowerBound + stream.below(range.count)
            let whole = thousandths / 1000
            let fraction = thousandths % 1000
            buffer += String(whole).utf8
            buffer.append(0x2E)
            buffer.append(0x30 + UInt8(fraction / 100))
            buffer.append(0x30 + UInt8(fraction / 10 % 10))
            buffer.append(0x30 + UInt8(fraction % 10))
            buffer.append(0x2C)
        }
        buffer.append(stream.below(100) < 12 ? 0x31 : 0x30)
        buffer.append(0x0A)
        if buffer.count > 1 << 20 { write(&buffer, to: file) }
    }
    write(&buffer, to: file)
    let length = ftell(file)
    guard fclose(file) == 0 else { fail("the disk is full") }
    print("\(rows) rows, \(length) bytes")
}

generate(rows, seed, to: file)
