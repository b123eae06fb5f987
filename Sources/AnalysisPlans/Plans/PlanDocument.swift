/// What a plan file holds: one plan or a list.
public enum PlanDocument: Sendable {
    /// One plan, answered with one result.
    case one(AnalysisPlan)
    /// A list, answered with a list; an item that is no plan stands as its error.
    case list([Result<AnalysisPlan, AnalysisError>])

    /// Reads the text of a plan.
    ///
    /// - Throws: `AnalysisError` where it is no JSON, or a single plan is none.
    public init(_ bytes: [UInt8]) throws(AnalysisError) {
        let value = try JSONValue.parse(bytes)
        guard case .list(let items) = value else {
            self = .one(try AnalysisPlan(value, pointer: ""))
            return
        }
        guard !items.isEmpty else {
            throw AnalysisError(
                "plan_value", "The list of plans is empty.",
                hint: "Put one or more plans between the brackets.", pointer: "")
        }
        var plans: [Result<AnalysisPlan, AnalysisError>] = []
        for (index, item) in items.enumerated() {
            do throws(AnalysisError) {
                plans.append(.success(try AnalysisPlan(item, pointer: "/\(index)")))
            } catch {
                plans.append(.failure(error))
            }
        }
        self = .list(plans)
    }
}
