import Foundation
import TestSupport

@testable import AnalysisPlans

/// The invented cohort that most questions of fits are put to.
let servicesCohort = projectRoot.appendingPathComponent("seeds/services-cohort.csv").path

extension FitPlan {
    /// The plan of a fit as a plan's file would ask for it.
    static func asked(
        _ formula: String, _ keys: [String: JSONValue], data: String = servicesCohort
    ) throws -> FitPlan {
        var object = keys
        object["analysis"] = .text("fit")
        object["formula"] = .text(formula)
        object["data"] = .text(data)
        guard case .fit(let plan) = try AnalysisPlan(.object(object)) else {
            throw CancellationError()
        }
        return plan
    }
}
