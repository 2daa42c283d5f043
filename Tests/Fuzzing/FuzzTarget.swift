/// A reader of bytes nobody has vouched for.
struct FuzzTarget: Sendable {
  let name: String
  /// Inputs that it reads, to begin with; made of the golden vectors.
  let seeds: @Sendable (GoldenVectors) throws -> [[UInt8]]
  /// Makes another input of one; libFuzzer's own way where nil.
  var mutate: (@Sendable ([UInt8], Mutation) -> [UInt8]?)?
  /// Reads or refuses the input. All else that may happen ends the program.
  let run: @Sendable ([UInt8]) -> Void
}

extension FuzzTarget {
  static let all = [
    archive, recovery, index, catalogue, frame, packedModel, model, codes, blocks, pixels,
    table, tableFile, tablePacking, png, jpeg, jpegParts, jpegBody, rasterBody,
    fitted, metadata,
  ]
}

/// Ends the program where a promise is broken, in the words of libFuzzer's own findings.
func expect(_ isKept: Bool, _ promise: @autoclosure () -> String) {
  if !isKept { fatalError("broken: \(promise())") }
}
