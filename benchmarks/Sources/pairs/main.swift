import FactorScreening
import Foundation
import Tables

// Counts, tests and measures every pair of the factors in a folder that compare-pairs wrote:
//
//     pairs FOLDER [--threads 2] [--runs 5]
//
// It answers with a JSON object: seconds of each run, of the counting alone and of one plain pass over
// the codes, and what the peers are held against.

struct Answer: Encodable {
    var seconds: [Double] = []
    var counting: [Double] = []
    var pass: [Double] = []
    var tables = 0
    var cells = 0
    var chiSquared: [Double] = []
    var cramersV: [Double] = []
}

func now() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
}

var arguments = Array(CommandLine.arguments.dropFirst())
func option(_ name: String) -> Int? {
    guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else {
        return nil
    }
    let value = Int(arguments[place + 1])
    arguments.removeSubrange(place...place + 1)
    return value
}
let threads = option("--threads") ?? 2
let runs = option("--runs") ?? 5
let folder = URL(fileURLWithPath: arguments[0])
let levels = try JSONDecoder().decode(
    [Int].self, from: Data(contentsOf: folder.appendingPathComponent("levels.json")))
let codes = try levels.indices.map { index in
    [UInt8](try Data(contentsOf: folder.appendingPathComponent("\(index).codes")))
}
let factors = zip(levels, codes).enumerated().map { index, pair in
    FactorColumn(
        name: "f\(index)", levels: (0..<pair.0).map { "l\($0)" },
        codes: pair.1.map { UInt32($0) })
}

/// One plain pass over all codes by one thread.
func sumOfCodes() -> Int {
    var total = 0
    for column in codes {
        for block in stride(from: 0, to: column.count, by: 128) {
            var sum: UInt16 = 0
            for row in block..<min(column.count, block + 128) { sum &+= UInt16(column[row]) }
            total += Int(sum)
        }
    }
    return total
}

var answer = Answer()
for run in 0...runs {
    let start = now()
    let counts = try PairCounts(factors, threads: threads)
    let counted = now()
    let associations = counts.associations(threads: threads)
    let end = now()
    let total = sumOfCodes()
    let passed = now()
    // The first run is not measured: memory and caches are cold.
    guard run > 0, total > 0 else { continue }
    answer.seconds.append(end - start)
    answer.counting.append(counted - start)
    answer.pass.append(passed - end)
    answer.tables = associations.count
    answer.chiSquared = associations.map { $0.pearson.statistic ?? -1 }
    answer.cramersV = associations.map { $0.cramersV ?? -1 }
}
answer.cells = factors.indices.reduce(0) { sum, i in
    sum + factors.indices.reduce(0) { $0 + ($1 > i ? levels[i] * levels[$1] : 0) }
}
print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
