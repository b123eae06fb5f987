import Dispatch
import FactorScreening
import Foundation
import Tables

// Counts, tests and measures every pair of the factors in a folder that compare-pairs wrote:
//
//     pairs FOLDER THREADS RUNS
//
// It answers with a JSON object: seconds of each run, of the counting alone and of one plain pass over
// the codes, and the figures that the peers are held against.

struct Answer: Encodable {
    var seconds: [Double] = []
    var counting: [Double] = []
    var pass: [Double] = []
    var tables = 0
    var cells = 0
    var chiSquared: [Double] = []
    var cramersV: [Double] = []
}

func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

/// One plain pass over all codes by one thread.
func sum(of columns: [[UInt8]]) -> Int {
    var total = 0
    for column in columns {
        for block in stride(from: 0, to: column.count, by: 128) {
            var sum: UInt16 = 0
            for row in block..<min(column.count, block + 128) { sum &+= UInt16(column[row]) }
            total += Int(sum)
        }
    }
    return total
}

func measure(_ folder: URL, threads: Int, runs: Int) throws -> Answer {
    let levels = try JSONDecoder().decode(
        [Int].self, from: Data(contentsOf: folder.appendingPathComponent("levels.json")))
    let codes = try levels.indices.map { index in
        [UInt8](try Data(contentsOf: folder.appendingPathComponent("\(index).codes")))
    }
    let factors = levels.indices.map { index in
        FactorColumn(
            name: "f\(index)", levels: (0..<levels[index]).map { "l\($0)" },
            codes: codes[index].map { UInt32($0) })
    }
    var answer = Answer()
    for run in 0...runs {
        let start = now()
        let counts = try PairCounts(factors, threads: threads)
        let counted = now()
        let associations = counts.associations(threads: threads)
        let end = now()
        let total = sum(of: codes)
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
    for i in levels.indices {
        for j in levels.indices where j > i { answer.cells += levels[i] * levels[j] }
    }
    return answer
}

let arguments = CommandLine.arguments
let answer = try measure(
    URL(fileURLWithPath: arguments[1]), threads: Int(arguments[2]) ?? 2,
    runs: Int(arguments[3]) ?? 5)
print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
