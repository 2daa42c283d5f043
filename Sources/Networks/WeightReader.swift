import Tensors

/// Reads layers from a model file by name, and checks shapes and numbers.
package struct WeightReader {
  let file: SafeTensors
  /// Changes of the file's numbers.
  private let adaptation: PhotoAdaptation?

  package init(file: SafeTensors, adaptation: PhotoAdaptation? = nil) {
    (self.file, self.adaptation) = (file, adaptation)
  }

  func floats(_ name: String, _ shape: Int...) throws(ModelError) -> [Float] {
    try floats(name, shape: shape)
  }

  /// Reads a tensor of the given shape; throws ``ModelError`` if it is missing, of another shape or
  /// not finite.
  package func floats(_ name: String, shape: [Int]) throws(ModelError) -> [Float] {
    guard let found = file.shape(of: name) else { throw .missingTensor(name) }
    guard found == shape else {
      throw .wrongShape(tensor: name, expected: shape, found: found)
    }
    var values = try file.floats(name)
    try adaptation?.change(name, rows: shape[0], &values)
    guard values.areFinite else { throw .notFinite(tensor: name) }
    return values
  }

  /// Reads a tensor whose numbers may be integers with a step: name · name.step, where bytes count
  /// from 128.
  package func stepped(_ name: String, shape: [Int]) throws(ModelError) -> [Float] {
    let numbers = try floats(name, shape: shape)
    guard file.shape(of: "\(name).step") != nil else { return numbers }
    let step = try floats("\(name).step", shape: [1])[0]
    let zero: Float = file.isOfBytes(name) ? 128 : 0
    let scaled = numbers.map { ($0 - zero) * step }
    guard scaled.areFinite else { throw .notFinite(tensor: name) }
    return scaled
  }

  func pointwise(_ name: String, _ inputs: Int, _ outputs: Int) throws(ModelError) -> Pointwise {
    Pointwise(
      weights: try floats(name + ".weight", outputs, inputs),
      bias: try floats(name + ".bias", outputs))
  }

  /// Reads a pointwise convolution to `channels` · 2 · 2 outputs that a pixel shuffle follows.
  func shuffled(
    _ name: String, _ inputs: Int, _ channels: Int
  ) throws(ModelError) -> ShuffledPointwise {
    ShuffledPointwise(
      weights: try floats(name + ".weight", 4 * channels, inputs),
      bias: try floats(name + ".bias", 4 * channels), factor: 2)
  }

  /// Reads a pointwise convolution to blocks of planes × r × r pixels, and reorders its outputs
  /// from (plane, dy, dx) to (dy, dx, plane).
  func pixels(_ name: String, _ inputs: Int, factor r: Int) throws(ModelError) -> Pointwise {
    let block = r * r
    let weights = try floats(name + ".weight", 3 * block, inputs)
    let bias = try floats(name + ".bias", 3 * block)
    let order = (0..<3 * block).map { $0 % 3 * block + $0 / 3 }
    return Pointwise(
      weights: order.flatMap { weights[$0 * inputs..<($0 + 1) * inputs] },
      bias: order.map { bias[$0] })
  }

  func depthwise(
    _ name: String, _ channels: Int, size: Int, bias: Bool
  ) throws(ModelError) -> Depthwise {
    Depthwise(
      weights: try floats(name + ".weight", channels, size, size),
      bias: bias ? try floats(name + ".bias", channels) : nil, size: size)
  }

  func block(_ name: String, _ channels: Int) throws(ModelError) -> ResidualBlock {
    ResidualBlock(
      enter: try pointwise(name + ".in", channels, channels),
      depthwise: try depthwise(name + ".depthwise", channels, size: 3, bias: true),
      leave: try pointwise(name + ".out", channels, channels),
      widen: try pointwise(name + ".widen", channels, 2 * channels),
      narrow: try pointwise(name + ".narrow", 2 * channels, channels))
  }

  func blocks(
    _ name: String, count: Int, _ channels: Int
  ) throws(ModelError) -> [ResidualBlock] {
    var blocks: [ResidualBlock] = []
    for index in 0..<count { blocks.append(try block("\(name).\(index)", channels)) }
    return blocks
  }
}

extension [Float] {
  /// Whether all numbers are finite; the loop has no early exit, so that it can be vectorised.
  fileprivate var areFinite: Bool {
    var largest: Int32 = 0
    unsafe withUnsafeBufferPointer { numbers in
      for index in 0..<numbers.count {
        let magnitude = Int32(bitPattern: unsafe numbers[index].bitPattern & 0x7FFF_FFFF)
        largest = magnitude > largest ? magnitude : largest
      }
    }
    return Float(bitPattern: UInt32(largest)).isFinite
  }
}
