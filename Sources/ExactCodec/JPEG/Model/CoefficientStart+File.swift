import CKernels
import Entropy
import Networks

/// Model files: safetensors, see `Formats/jpeg-1.md`.
extension CoefficientStart {
  /// Reads a model file. Throws ``ModelError``.
  package init(file: [UInt8]) throws(ModelError) {
    let tensors = try SafeTensors(file)
    guard tensors.metadata["format"] == Self.format else {
      throw .unknownFormat(tensors.metadata["format"] ?? "")
    }
    func integers(_ name: String, _ count: Int) throws(ModelError) -> [Int32] {
      let numbers = try tensors.floats(name)
      guard numbers.count == count else {
        throw .wrongShape(tensor: name, expected: [count], found: [numbers.count])
      }
      return numbers.map { Int32(min(max($0, -0x1p30), 0x1p30)) }
    }
    self.init(
      expected: try integers("expected", 2 * 64 * 16).map { min(max($0, -16384), 16384) })
    errors = try integers("errors", errors.count).map { max($0, 0) }
    let counters = try tensors.bytes("counters")
    let largest = ModelSize.large.shape
    guard counters.count == largest.counters else {
      throw .wrongShape(tensor: "counters", expected: [largest.counters], found: [counters.count])
    }
    let codes = (0...UInt8.max).map(Self.counter)
    for size in ModelSize.allCases {
      var state = LeanMixer.State(size.shape)
      state.counters = counters.prefix(size.shape.counters).map { codes[Int($0)] }
      let (first, second) = size.shape.weights
      state.weights.first = try integers("weights.\(size).first", first).map(Self.weight)
      state.weights.second = try integers("weights.\(size).second", second).map(Self.weight)
      mixers[size] = state
    }
    squares = try Self.squares(try tensors.floats("squares"))
  }

  private static let format = "aezip-jpeg-1"

  /// Weights are stored in 1/2048, so that they lie in memory in 1/65536.
  private static func weight(_ stored: Int32) -> Int32 { min(max(stored, -16383), 16383) << 5 }

  /// The rows of a covariance, then the target and the weights.
  private static let numbersOfSquares = 10 * 8

  private static func squares(
    _ numbers: [Float]
  ) throws(ModelError) -> [aez_least_squares] {
    guard numbers.count == LeastSquares.count * numbersOfSquares else {
      throw .wrongShape(
        tensor: "squares", expected: [LeastSquares.count, 10, 8], found: [numbers.count])
    }
    guard numbers.allSatisfy({ abs($0) < 0x1p40 }) else { throw .notFinite(tensor: "squares") }
    return (0..<LeastSquares.count).map { index in
      var squares = aez_least_squares()
      squares.numbers = Array(numbers[index * numbersOfSquares..<(index + 1) * numbersOfSquares])
      return squares
    }
  }

  /// The model file of what ``rounded`` returned.
  ///
  /// - Parameter metadata: what else the file says, for people
  package func file(_ metadata: [String: String]) throws(ModelError) -> [UInt8] {
    var writer = SafeTensorsWriter(
      metadata: metadata.merging(["format": Self.format]) { _, format in format })
    let counters = mixers[.large]!.counters.map(Self.code)
    writer.add("counters", shape: [counters.count / 8, 8], bytes: counters)
    for size in ModelSize.allCases {
      let weights = mixers[size]!.weights
      let lanes = size.shape.lanes
      for (name, values) in [("first", weights.first), ("second", weights.second)] {
        writer.add(
          "weights.\(size).\(name)", shape: [values.count / lanes, lanes],
          integers: values.map { $0 >> 5 })
      }
    }
    writer.add("errors", shape: [3, 64, 16], integers: errors)
    writer.add("expected", shape: [2, 64, 16], integers: allExpected)
    writer.add("squares", shape: [3, 64, 10, 8], squares.flatMap(\.numbers))
    return try writer.write()
  }
}
