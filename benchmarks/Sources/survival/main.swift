import Foundation
import LinearAlgebra
import TimeToEvent

// survival FILE [THREADS]: Kaplan-Meier, log-rank and Cox over the columns that tools/survival.R made.

let words = CommandLine.arguments
let threads = words.count > 2 ? Int(words[2]) ?? 1 : 1
let numbers = try Data(contentsOf: URL(fileURLWithPath: words[1])).withUnsafeBytes {
    Array($0.bindMemory(to: Double.self))
}
let rows = Int(numbers[0])
func column(_ index: Int) -> [Double] { Array(numbers[1 + index * rows..<1 + (index + 1) * rows]) }

func seconds<Value>(_ work: () throws -> Value) rethrows -> (Double, Value) {
    let start = ContinuousClock.now
    let value = try work()
    let took = ContinuousClock.now - start
    return (Double(took.components.attoseconds) / 1e18 + Double(took.components.seconds), value)
}

let group = try Grouping(codes: column(2).map { Int32($0) }, labels: ["0", "1"])
let exit = column(0)
let event = column(1).map { UInt8($0) }
// Each task starts from columns in file order: checking and sorting them is part of its time.
func order() throws -> SurvivalOrder {
    SurvivalOrder(try SurvivalData(exit: exit, event: event, group: group))
}
let (curveTime, curves) = try seconds { try order().riskTables().compactMap { KaplanMeier($0) } }
let (rankTime, rank) = try seconds { LogRank(try order())?.test() }
let one = Matrix(rows: rows, columns: 1, elements: column(2))
let (oneTime, oneFit) = try seconds {
    try CoxRegression(threads: threads).fit(try order(), columns: one)
}
let many = Matrix(
    rows: rows, columns: 5, elements: column(2) + column(3) + column(4) + column(5) + column(6))
let (manyTime, manyFit) = try seconds {
    try CoxRegression(threads: threads).fit(try order(), columns: many)
}
let (sortTime, _) = try seconds { try order() }
// The bound: every number that a Newton step reads, read once.
var total = 0.0
let (scanTime, _) = seconds {
    many.elements.withUnsafeBufferPointer { numbers in
        var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
        var index = 0
        while index + 4 <= numbers.count {
            a += numbers[index]
            b += numbers[index + 1]
            c += numbers[index + 2]
            d += numbers[index + 3]
            index += 4
        }
        total = a + b + c + d
    }
}
let values =
    curves.map { $0.value(at: 200)?.survival ?? .nan } + [rank?.statistic ?? .nan]
    + (oneFit.coefficients + manyFit.coefficients).map { $0 ?? .nan }
print(
    """
    {"seconds": {"kaplan_meier": \(curveTime), "log_rank": \(rankTime), "cox_group": \(oneTime), \
    "cox": \(manyTime), "sort": \(sortTime), "scan": \(scanTime)}, "steps": \(manyFit.iterations), \
    "total": \(total), "values": \(values)}
    """)
