import Foundation
import TestSupport

/// Reads reference values whose keys are in snake_case.
func snakeCaseReference<Value: Decodable>(
    _ name: String, as type: Value.Type, file: String = #filePath
) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: referenceURL(name, file: file)))
}
