import Bytes

/// What a model of one folder's photographs has other than the model it began as, its base: of
/// some tensors that decoding needs, integers beside a step or beside one for each row.
///
/// What its file says is in `Formats/model-1.md`.
package struct PhotoAdaptation: Sendable {
  package static let format = "aezip-photo-adapted"

  /// SHA-256 of the base's file.
  package let base: Digest
  private let file: SafeTensors

  private static let stepEnding = ".step"

  /// - Parameter file: the bytes of a safetensors file
  package init(file bytes: [UInt8]) throws(ModelError) {
    file = try SafeTensors(bytes)
    guard file.metadata["format"] == Self.format else {
      throw .unknownFormat(file.metadata["format"] ?? "")
    }
    let text = file.metadata["base"] ?? ""
    guard let base = Digest(hexadecimal: text) else { throw .badMetadata(key: "base", value: text) }
    self.base = base
  }

  /// Checks that there is nothing but changes of what a base of these sizes decodes with: one of
  /// them for a tensor at most, as large as that.
  func check(against sizes: PhotoConfiguration) throws(ModelError) {
    let shapes = Dictionary(
      uniqueKeysWithValues: sizes.decodingTensors.map { ($0.name, $0.shape) })
    for name in file.names {
      if let shape = shapes[name] {
        try check(name, "I8", shapes: [shape])
        guard file.shape(of: name + Self.stepEnding) != nil else {
          throw .missingTensor(name + Self.stepEnding)
        }
      } else {
        let changed = String(name.dropLast(Self.stepEnding.count))
        guard name.hasSuffix(Self.stepEnding), file.shape(of: changed) != nil,
          let rows = shapes[changed]?.first
        else { throw .unknownTensor(name) }
        try check(name, "F32", shapes: [[1], [rows]])
      }
    }
  }

  private func check(_ name: String, _ type: String, shapes: [[Int]]) throws(ModelError) {
    let (shape, found) = (file.shape(of: name) ?? [], file.type(of: name) ?? "")
    guard shapes.contains(shape) else {
      throw .wrongShape(tensor: name, expected: shapes[shapes.count - 1], found: shape)
    }
    guard found == type else { throw .wrongType(tensor: name, expected: type, found: found) }
  }

  /// Adds what is to be added to a tensor: number + step · integer, each operation rounded.
  func change(_ name: String, _ values: inout [Float]) throws(ModelError) {
    guard file.shape(of: name) != nil else { return }
    let integers = try file.floats(name)
    let steps = try file.floats(name + Self.stepEnding)
    let width = values.count / steps.count
    for (index, integer) in integers.enumerated() {
      let difference = steps[index / width] * integer
      values[index] += difference
    }
  }
}

extension PhotoAdaptation {
  /// Differences of one tensor.
  package struct Change: Sendable {
    package let name: String
    package let shape: [Int]
    /// One, or one for each first index.
    package let steps: [Float]
    package let integers: [Int8]

    package init(name: String, shape: [Int], steps: [Float], integers: [Int8]) {
      self.name = name
      self.shape = shape
      self.steps = steps
      self.integers = integers
    }
  }

  /// The file of some changes; those that change nothing are left out.
  package static func file(
    base: Digest, _ changes: [Change]
  ) throws(ModelError) -> [UInt8] {
    var writer = SafeTensorsWriter(metadata: ["format": format, "base": "\(base)"])
    for change in changes where change.integers.contains(where: { $0 != 0 }) {
      writer.add(change.name, shape: change.shape, integers: change.integers)
      writer.add(change.name + stepEnding, shape: [change.steps.count], change.steps)
    }
    return try writer.write()
  }
}
