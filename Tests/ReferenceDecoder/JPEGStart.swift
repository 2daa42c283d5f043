import Foundation

/// What the model of JPEG files begins with: jpeg-1.md, *Model file*.
struct JPEGStart {
  static let lines = 145_160
  static let standardLines = 113_416

  private(set) var counters: [Int32] = []
  private(set) var ages: [UInt8] = []
  /// The weights of the first and the second mixer, set by set.
  let standard: ([Int32], [Int32])
  let large: ([Int32], [Int32])
  /// e[κ, k, g].
  let errors: [Int]
  /// E[χ, k, i].
  let expected: [Int]
  /// For each κ and k: S, t and w.
  let squares: [Float]

  /// - Parameter packed: the frame that jpeg-1.md names
  init(_ packed: [UInt8]) throws {
    let tensors = try Self.tensors(frame(packed[...], limit: 1 << 30))
    func tensor(_ name: String, _ type: String, _ shape: [Int]) throws -> [UInt32] {
      guard let tensor = tensors[name], tensor.type == type, tensor.shape == shape else {
        throw Refusal(reason: "tensor \(name) of JPEG files is not as it should be")
      }
      let width = type == "U8" ? 1 : 4
      let (count, data) = (shape.reduce(1, *), Array(tensor.data))
      try require(data.count == width * count, "tensor \(name) has another size")
      if width == 1 { return data.map { UInt32($0) } }
      return (0..<count).map { UInt32(littleEndian(data[4 * $0..<4 * $0 + 4])) }
    }
    func weights(_ name: String, _ sets: Int, _ width: Int) throws -> [Int32] {
      try tensor("weights.\(name)", "I32", [sets, width]).map {
        32 * min(max(Int32(bitPattern: $0), -16383), 16383)
      }
    }
    func integers(_ name: String, _ shape: [Int]) throws -> [Int] {
      try tensor(name, "I32", shape).map { Int(Int32(bitPattern: $0)) }
    }
    standard = (try weights("standard.first", 3330, 8), try weights("standard.second", 681, 8))
    large = (try weights("large.first", 3330, 16), try weights("large.second", 681, 16))
    errors = try integers("errors", [3, 64, 16])
    try require(errors.allSatisfy { $0 >= 0 }, "an error is below 0")
    expected = try integers("expected", [2, 64, 16])
    try require(expected.allSatisfy { abs($0) <= 16384 }, "an expectation is beyond ±16384")
    squares = try tensor("squares", "F32", [3, 64, 10, 8]).map { Float(bitPattern: $0) }
    for code in try tensor("counters", "U8", [Self.lines, 8]) {
      let c = Int(code) - 1
      counters.append(c < 0 ? 1 << 21 : Int32(64 * MixedDecisions.squash(80 * (c % 63 - 31))))
      ages.append(c < 0 ? 0 : [2, 8, 24, 60, 60][c / 63])
    }
  }

  private struct Tensor {
    let type: String
    let shape: [Int]
    let data: ArraySlice<UInt8>
  }

  /// model-1.md, section 2. Here integers must not go through binary32.
  private static func tensors(_ file: [UInt8]) throws -> [String: Tensor] {
    var cursor = Cursor(file)
    let header = try cursor.take(cursor.integer(8))
    guard let entries = try? JSONSerialization.jsonObject(with: Data(header)) as? [String: Any],
      let metadata = entries["__metadata__"] as? [String: String]
    else { throw Refusal(reason: "a model file's header is no JSON object") }
    try require(metadata["format"] == "aezip-jpeg-1", "no model file of JPEG files")
    var tensors: [String: Tensor] = [:]
    for (name, entry) in entries where name != "__metadata__" {
      guard let fields = entry as? [String: Any], let type = fields["dtype"] as? String,
        let shape = fields["shape"] as? [Int], let offsets = fields["data_offsets"] as? [Int],
        offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1]
      else { throw Refusal(reason: "tensor \(name) is not described as it should be") }
      var data = cursor
      _ = try data.take(offsets[0])
      tensors[name] = try Tensor(
        type: type, shape: shape, data: data.take(offsets[1] - offsets[0]))
    }
    return tensors
  }
}
