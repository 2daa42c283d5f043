private import FoundationEssentials

/// Makes a safetensors file: the counterpart of ``SafeTensors``.
package struct SafeTensorsWriter: Sendable {
  package var metadata: [String: String]
  private var header: [String: Entry] = [:]
  private var data: [UInt8] = []

  private struct Entry: Encodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  package init(metadata: [String: String] = [:]) {
    self.metadata = metadata
  }

  /// Appends a tensor of 32-bit floats.
  ///
  /// - Parameters:
  ///   - name: no other tensor's
  ///   - shape: its axes, the last fastest
  package mutating func add(_ name: String, shape: [Int], _ values: [Float]) {
    precondition(header[name] == nil && name != "__metadata__", "another tensor is \(name)")
    precondition(shape.reduce(1, *) == values.count, "values do not fill the shape")
    let start = data.count
    data.reserveCapacity(start + 4 * values.count)
    for value in values {
      let bits = value.bitPattern
      for shift in stride(from: 0, to: 32, by: 8) {
        data.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift)))
      }
    }
    header[name] = Entry(dtype: "F32", shape: shape, data_offsets: [start, data.count])
  }

  /// The file; the same bytes for the same content.
  package func write() throws(ModelError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text: [UInt8]
    do {
      text = Array(try encoder.encode(Header(metadata: metadata, tensors: header)))
    } catch {
      throw .malformed("metadata cannot be written as JSON")
    }
    // Tensors begin at multiples of 8 bytes, as the format recommends.
    text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return length + text + data
  }

  private struct Header: Encodable {
    let metadata: [String: String]
    let tensors: [String: Entry]

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(metadata, forKey: Key("__metadata__"))
      for (name, entry) in tensors { try container.encode(entry, forKey: Key(name)) }
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
