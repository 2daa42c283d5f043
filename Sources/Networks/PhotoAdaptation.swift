import Bytes

/// A photo model as a delta of another, its base: differences of all numbers or factors of whole
/// rows of the tensors that decoding needs, as integers and steps.
///
/// Layout of the file: `Formats/model-1.md`, section 6.
package struct PhotoAdaptation: Sendable {
  package static let format = "aezip-photo-adapted"

  /// SHA-256 of the base's file.
  package let base: Digest
  private let file: SafeTensors

  /// How a tensor is changed; the raw value is the ending of its name in the file.
  package enum Kind: String, Sendable, CaseIterable {
    /// Every number has a difference.
    case difference = ""
    /// Every first index, which is an output of a layer, has a factor.
    case factor = ".factor"

    /// The shape of the integers that change a tensor of a shape.
    package func shape(_ tensor: [Int]) -> [Int] { self == .factor ? [tensor[0]] : tensor }
  }

  private static let stepEnding = ".step"

  /// Reads the bytes of a safetensors file; throws ``ModelError``.
  package init(file bytes: [UInt8]) throws(ModelError) {
    file = try SafeTensors(bytes)
    guard file.metadata["format"] == Self.format else {
      throw .unknownFormat(file.metadata["format"] ?? "")
    }
    let text = file.metadata["base"] ?? ""
    guard let base = Digest(hexadecimal: text) else { throw .badMetadata(key: "base", value: text) }
    self.base = base
  }

  /// Throws ``ModelError`` unless all tensors are changes, of the right shapes, of tensors that a
  /// base of these sizes decodes with.
  package func check(against sizes: PhotoConfiguration) throws(ModelError) {
    var known = Set<String>()
    for tensor in sizes.decodingTensors {
      for kind in Kind.allCases {
        let (name, rows) = (tensor.name + kind.rawValue, tensor.shape[0])
        guard file.shape(of: name) != nil else { continue }
        try check(name, "I8", shapes: [kind.shape(tensor.shape)])
        try check(name + Self.stepEnding, "F32", shapes: [[1], [rows]])
        known.formUnion([name, name + Self.stepEnding])
      }
    }
    if let other = file.names.first(where: { !known.contains($0) }) { throw .unknownTensor(other) }
  }

  private func check(_ name: String, _ type: String, shapes: [[Int]]) throws(ModelError) {
    guard let shape = file.shape(of: name) else { throw .missingTensor(name) }
    guard shapes.contains(shape) else {
      throw .wrongShape(tensor: name, expected: shapes[shapes.count - 1], found: shape)
    }
    let found = file.type(of: name) ?? ""
    guard found == type else { throw .wrongType(tensor: name, expected: type, found: found) }
  }

  /// Changes the values of a tensor: first by its factors, then by its differences, each operation
  /// rounded.
  ///
  /// - Parameter rows: the first length of the tensor's shape
  func change(_ name: String, rows: Int, _ values: inout [Float]) throws(ModelError) {
    let width = values.count / rows
    if let factors = try numbers(name, .factor) {
      for index in values.indices { values[index] *= 1 + factors[index / width] }
    }
    if let differences = try numbers(name, .difference) {
      for index in values.indices { values[index] += differences[index] }
    }
  }

  /// Integers times their steps; nil if the file has none.
  private func numbers(_ tensor: String, _ kind: Kind) throws(ModelError) -> [Float]? {
    let name = tensor + kind.rawValue
    guard file.shape(of: name) != nil else { return nil }
    var integers = try file.floats(name)
    let steps = try file.floats(name + Self.stepEnding)
    guard steps.allSatisfy(\.isFinite) else { throw .notFinite(tensor: name + Self.stepEnding) }
    let width = integers.count / steps.count
    for index in integers.indices { integers[index] *= steps[index / width] }
    return integers
  }
}

extension PhotoAdaptation {
  /// The changes of one tensor.
  package struct Change: Sendable {
    package let tensor: PhotoConfiguration.TensorShape
    package let kind: Kind
    /// One step, or one for each first index.
    package let steps: [Float]
    package let integers: [Int8]

    package init(
      _ tensor: PhotoConfiguration.TensorShape, _ kind: Kind, steps: [Float], integers: [Int8]
    ) {
      self.tensor = tensor
      self.kind = kind
      self.steps = steps
      self.integers = integers
    }
  }

  /// The file of some changes; those of zeros are left out.
  package static func file(base: Digest, _ changes: [Change]) throws(ModelError) -> [UInt8] {
    var writer = SafeTensorsWriter(metadata: ["format": format, "base": "\(base)"])
    for change in changes where change.integers.contains(where: { $0 != 0 }) {
      let name = change.tensor.name + change.kind.rawValue
      writer.add(name, shape: change.kind.shape(change.tensor.shape), integers: change.integers)
      writer.add(name + stepEnding, shape: [change.steps.count], change.steps)
    }
    return try writer.write()
  }
}
