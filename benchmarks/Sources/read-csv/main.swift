import Foundation
import Tables

// Reads a file to columns in memory and says how long each run took, or writes what it read.
guard let arguments = Arguments(Array(CommandLine.arguments.dropFirst())) else {
    FileHandle.standardError.write(Data((Arguments.usage + "\n").utf8))
    exit(64)
}

func run() throws {
    do {
        var seconds: [Double] = []
        for run in 1...arguments.repeats {
            let start = ContinuousClock.now
            let table = try readTable(
                arguments.path, dialect: arguments.dialect, threads: arguments.threads)
            let elapsed = ContinuousClock.now - start
            seconds.append(
                Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)
            if run == arguments.repeats {
                if arguments.dumps {
                    FileHandle.standardOutput.write(try dump(table))
                } else {
                    print(summary(table, seconds))
                }
            }
        }
    } catch let error as DataError {
        FileHandle.standardOutput.write(try dump(error))
        exit(65)
    }
}

/// One line of JSON: seconds of each run, peak memory, and what other readers are compared by.
func summary(_ table: Table, _ seconds: [Double]) -> String {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    var line = "{\"seconds\": \(seconds), \"peak_kib\": \(usage.ru_maxrss)"
    line += ", \"rows\": \(table.rowCount)"
    let names = (arguments.check ?? "").split(separator: ",").map(String.init)
    if names.count == 2, case .real(let reals) = table[names[0]]?.values,
        case .category(let groups) = table[names[1]]?.values
    {
        var counts = [Int](repeating: 0, count: groups.levels.count)
        for row in 0..<table.rowCount { counts[groups.codes[row]] += 1 }
        let pairs = zip(groups.levels, counts).map { "\"\($0)\": \($1)" }
        line += ", \"sum\": \(reals.reduce(0, +)), \"counts\": {\(pairs.joined(separator: ", "))}"
    }
    return line + "}"
}

try run()
