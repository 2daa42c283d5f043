import Foundation

/// A safetensors file: model-1.md, sections 2 and 4. All numbers are converted to binary32.
struct ModelFile {
  var metadata: [String: String] = [:]
  var tensors: [String: Tensor] = [:]

  struct Tensor {
    let type: String
    let shape: [Int]
    var values: [Float]
  }

  init(_ file: [UInt8]) throws {
    var cursor = Cursor(file)
    let header = try cursor.take(cursor.integer(8))
    let data = Array(cursor.rest)
    guard let entries = try JSONSerialization.jsonObject(with: Data(header)) as? [String: Any]
    else { throw Refusal(reason: "a model file's header is no JSON object") }
    for (name, entry) in entries {
      if name == "__metadata__" {
        metadata = entry as? [String: String] ?? [:]
        continue
      }
      guard let fields = entry as? [String: Any], let type = fields["dtype"] as? String,
        let shape = fields["shape"] as? [Int], let offsets = fields["data_offsets"] as? [Int],
        offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= data.count
      else { throw Refusal(reason: "tensor \(name) is not described as it should be") }
      let values = try Self.numbers(data[offsets[0]..<offsets[1]], type)
      try require(values.count == shape.reduce(1, *), "tensor \(name) has another size")
      tensors[name] = Tensor(type: type, shape: shape, values: values)
    }
  }

  private static func numbers(_ data: ArraySlice<UInt8>, _ type: String) throws -> [Float] {
    func each(_ width: Int, _ number: (UInt64) -> Float) throws -> [Float] {
      try require(data.count % width == 0, "a tensor's numbers are cut")
      return stride(from: data.startIndex, to: data.endIndex, by: width).map {
        number(littleEndian(data[$0..<$0 + width]))
      }
    }
    return switch type {
    case "F16": try each(2) { Float(Float16(bitPattern: UInt16($0))) }
    case "F32": try each(4) { Float(bitPattern: UInt32($0)) }
    case "F64": try each(8) { Float(Double(bitPattern: $0)) }
    case "I32": try each(4) { Float(Int32(bitPattern: UInt32($0))) }
    case "I8": try each(1) { Float(Int8(bitPattern: UInt8($0))) }
    case "U8": try each(1) { Float($0) }
    default: throw Refusal(reason: "tensors of type \(type) are refused")
    }
  }

  func tensor(_ name: String, _ shape: [Int]) throws -> [Float] {
    guard let tensor = tensors[name] else { throw Refusal(reason: "tensor \(name) is missing") }
    try require(tensor.shape == shape, "tensor \(name) has shape \(tensor.shape), not \(shape)")
    try require(tensor.values.allSatisfy(\.isFinite), "tensor \(name) has infinite numbers")
    return tensor.values
  }

  func size(_ key: String) throws -> Int {
    guard let text = metadata[key], let value = Int(text) else {
      throw Refusal(reason: "the metadata has no number \(key)")
    }
    return value
  }
}

extension ModelFile {
  /// Section 6: the base's numbers with the changes of this file, which is an adapted model.
  func adapting(_ base: ModelFile) throws -> ModelFile {
    var adapted = base
    for (name, tensor) in base.tensors {
      let width = tensor.values.count / max(tensor.shape.first ?? 1, 1)
      for index in tensor.values.indices {
        let row = index / width
        var w = tensor.values[index]
        if let factor = try product("\(name).factor", row, row: row) { w = w * (1 + factor) }
        if let difference = try product(name, index, row: row) { w = w + difference }
        adapted.tensors[name]?.values[index] = w
      }
    }
    return adapted
  }

  /// An integer of a tensor times its step: that of its row, or the only one.
  private func product(_ name: String, _ index: Int, row: Int) throws -> Float? {
    guard let integers = tensors[name] else { return nil }
    guard integers.type == "I8", let steps = tensors["\(name).step"]?.values else {
      throw Refusal(reason: "tensor \(name) is no tensor of steps")
    }
    return integers.values[index] * (steps.count == 1 ? steps[0] : steps[row])
  }
}
