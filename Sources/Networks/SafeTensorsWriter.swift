import FoundationEssentials

/// Writes a safetensors file; see ``SafeTensors``.
package struct SafeTensorsWriter: Sendable {
  /// The precision of floats.
  package enum Precision: Sendable {
    /// 16 bits, rounded to the nearest.
    case half
    /// 32 bits, exact.
    case single
  }

  private struct Entry: Encodable {
    let dtype: String
    let shape: [Int]
    var data_offsets: [Int] = []
  }

  package var metadata: [String: String]
  /// In the order they were added, which is the order in the file.
  private var entries: [(name: String, info: Entry, bytes: [UInt8])] = []

  package init(metadata: [String: String] = [:]) {
    self.metadata = metadata
  }

  /// Adds a tensor; the name must be new.
  ///
  /// A number too large for 16 bits makes the whole tensor one of 32 bits.
  package mutating func add(
    _ name: String, shape: [Int], _ values: [Float], as precision: Precision = .single
  ) {
    precondition(shape.reduce(1, *) == values.count, "values do not fill the shape")
    precondition(!entries.contains { $0.name == name }, "two tensors are called \(name)")
    let limit = Float(Float16.greatestFiniteMagnitude)
    if precision == .half, values.allSatisfy({ abs($0) <= limit }) {
      let bytes = Self.bytes(values.map { Float16($0).bitPattern })
      entries.append((name, Entry(dtype: "F16", shape: shape), bytes))
    } else {
      let bytes = Self.bytes(values.map(\.bitPattern))
      entries.append((name, Entry(dtype: "F32", shape: shape), bytes))
    }
  }

  /// Adds a tensor of unsigned bytes; the name must be new.
  package mutating func add(_ name: String, shape: [Int], bytes: [UInt8]) {
    add(name, Entry(dtype: "U8", shape: shape), bytes)
  }

  /// Adds a tensor of signed bytes; the name must be new.
  package mutating func add(_ name: String, shape: [Int], integers: [Int8]) {
    add(name, Entry(dtype: "I8", shape: shape), integers.map { UInt8(bitPattern: $0) })
  }

  /// Adds a tensor of 32-bit integers; the name must be new.
  package mutating func add(_ name: String, shape: [Int], integers: [Int32]) {
    let bytes = Self.bytes(integers.map { UInt32(bitPattern: $0) })
    precondition(shape.reduce(4, *) == bytes.count, "values do not fill the shape")
    entries.append((name, Entry(dtype: "I32", shape: shape), bytes))
  }

  private mutating func add(_ name: String, _ info: Entry, _ bytes: [UInt8]) {
    precondition(info.shape.reduce(1, *) == bytes.count, "bytes do not fill the shape")
    precondition(!entries.contains { $0.name == name }, "two tensors are called \(name)")
    entries.append((name, info, bytes))
  }

  /// The file: tensors in the order they were added, the header padded to a multiple of 8 bytes.
  package func write() throws(ModelError) -> [UInt8] {
    var data: [UInt8] = []
    var header: [String: HeaderValue] = ["__metadata__": .metadata(metadata)]
    for entry in entries {
      var info = entry.info
      info.data_offsets = [data.count, data.count + entry.bytes.count]
      header[entry.name] = .tensor(info)
      data += entry.bytes
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json: [UInt8]
    do {
      json = Array(try encoder.encode(header))
    } catch {
      throw .malformed("metadata cannot be written as JSON")
    }
    json += [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
    return Self.bytes([UInt64(json.count)]) + json + data
  }

  private enum HeaderValue: Encodable {
    case metadata([String: String])
    case tensor(Entry)

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .metadata(let values): try values.encode(to: encoder)
      case .tensor(let entry): try entry.encode(to: encoder)
      }
    }
  }

  private static func bytes<T: FixedWidthInteger & UnsignedInteger>(_ words: [T]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(words.count * T.bitWidth / 8)
    for word in words {
      for shift in stride(from: 0, to: T.bitWidth, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> T(shift)))
      }
    }
    return bytes
  }
}
