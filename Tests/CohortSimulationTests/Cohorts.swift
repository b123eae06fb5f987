import CohortSimulation
import Crypto
import Synchronization
import Tables

/// The bytes of a cohort.
func bytes(
    _ cohort: Cohort, _ truth: TruthKind = .plain, rows: Int, seed: UInt64 = 1, threads: Int = 1
) throws -> [UInt8] {
    let gathered = Mutex<[UInt8]>([])
    try CohortSimulation(cohort, truth: truth, rows: rows, seed: seed).write(threads: threads) {
        block, _ in
        gathered.withLock { $0.append(contentsOf: block) }
    }
    return gathered.withLock { $0 }
}

/// The rows of a cohort, each as its fields by column name.
func records(
    _ cohort: Cohort, _ truth: TruthKind = .plain, rows: Int, seed: UInt64 = 1
) throws -> [[String: String]] {
    let text = String(decoding: try bytes(cohort, truth, rows: rows, seed: seed), as: UTF8.self)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    lines.removeLast()
    let names = lines[0].split(separator: ",").map(String.init)
    return lines.dropFirst().map { line in
        let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return Dictionary(zip(names, fields)) { $1 }
    }
}

/// A cohort as the engine reads it.
func table(_ cohort: Cohort, _ truth: TruthKind, rows: Int, seed: UInt64) throws -> Table {
    try CSVReader.read(bytes(cohort, truth, rows: rows, seed: seed))
}

/// SHA-256 in hexadecimal.
func digest(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map {
        let text = String($0, radix: 16)
        return text.count == 1 ? "0" + text : text
    }.joined()
}
