import Foundation

/// Reads a file of reference values that lies in `Reference/` beside the calling test file.
public func reference<Value: Decodable>(
    _ name: String, as type: Value.Type = Value.self, file: String = #filePath
) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: referenceURL(name, file: file)))
}

/// The address of a file in `Reference/` beside the calling test file.
public func referenceURL(_ name: String, file: String = #filePath) -> URL {
    URL(fileURLWithPath: file).deletingLastPathComponent()
        .appendingPathComponent("Reference").appendingPathComponent(name)
}

/// The project's root folder.
public let projectRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// |actual - expected| as a share of |expected|; the absolute difference where expected is 0.
public func relativeError(_ actual: Double, _ expected: Double) -> Double {
    if actual == expected { return 0 }
    let difference = abs(actual - expected)
    return expected == 0 ? difference : difference / abs(expected)
}
