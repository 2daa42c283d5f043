import Bytes
import FoundationEssentials

/// A safetensors file: named tensors and a dictionary of metadata.
///
/// Layout: length of the header (8 bytes, little-endian), a JSON header, the tensors' bytes.
/// Source: https://github.com/huggingface/safetensors, "Format".
package struct SafeTensors: Sendable {
  package let metadata: [String: String]
  private let tensors: [String: Info]
  private let data: ArraySlice<UInt8>

  fileprivate struct Info: Decodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  /// JSON takes long to read; that of the built-in models has some 20,000 bytes.
  private static let headerLimit = 1 << 20

  /// Reads the header and checks that every tensor lies within the file; throws ``ModelError``.
  package init(_ bytes: [UInt8]) throws(ModelError) {
    let header: Header
    do {
      var reader = ByteReader(bytes)
      let length = try reader.fixed(UInt64.self)
      guard length <= Self.headerLimit else { throw ModelError.malformed("header of \(length)") }
      header = try JSONDecoder().decode(Header.self, from: Data(try reader.take(Int(length))))
      data = try reader.take(reader.remaining)
    } catch let error as ModelError {
      throw error
    } catch let error as BytesError {
      throw .malformed(error.description)
    } catch {
      throw .malformed("the header is not the JSON it should be")
    }
    metadata = header.metadata
    tensors = header.tensors
    for (name, info) in tensors {
      guard Self.isConsistent(info, within: data.count) else {
        throw .malformed("tensor \(name) does not lie within the file")
      }
    }
  }

  private static func isConsistent(_ info: Info, within size: Int) -> Bool {
    guard let width = ["F16": 2, "F32": 4, "I32": 4, "I8": 1, "U8": 1, "F64": 8][info.dtype],
      info.data_offsets.count == 2, info.shape.count <= 8
    else { return false }
    let (start, end) = (info.data_offsets[0], info.data_offsets[1])
    guard 0 <= start, start <= end, end <= size else { return false }
    var count = width
    for length in info.shape {
      guard length >= 0 else { return false }
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      if overflow { return false }
      count = product
    }
    return count == end - start
  }

  /// The names of the tensors, in the order of their bytes.
  package var names: [String] {
    tensors.sorted { ($0.value.data_offsets[0], $0.key) < ($1.value.data_offsets[0], $1.key) }
      .map(\.key)
  }

  /// The number of elements of all tensors.
  package var numberCount: Int {
    tensors.values.reduce(0) { $0 + $1.shape.reduce(1, *) }
  }

  /// The ranges of the file with tensors of bytes, and the length of their rows; in file order.
  package var byteMatrices: [(range: Range<Int>, columns: Int, isSigned: Bool)] {
    let first = data.startIndex
    return names.compactMap { name in
      guard let info = tensors[name], ["U8", "I8"].contains(info.dtype) else { return nil }
      let (start, end) = (first + info.data_offsets[0], first + info.data_offsets[1])
      guard start < end else { return nil }
      return (start..<end, info.shape.last ?? 1, info.dtype == "I8")
    }
  }

  /// Whether a tensor has unsigned bytes.
  func isOfBytes(_ name: String) -> Bool { type(of: name) == "U8" }

  /// The type of a tensor, as safetensors names it.
  func type(of name: String) -> String? { tensors[name]?.dtype }

  package func shape(of name: String) -> [Int]? { tensors[name]?.shape }

  /// Reads a tensor of any type as floats.
  package func floats(_ name: String) throws(ModelError) -> [Float] {
    guard let info = tensors[name] else { throw .missingTensor(name) }
    let bytes = data.dropFirst(info.data_offsets[0]).prefix(
      info.data_offsets[1] - info.data_offsets[0])
    switch info.dtype {
    case "F16": return Self.numbers(bytes, UInt16.self) { Self.float(half: $0) }
    case "F32": return Self.numbers(bytes, UInt32.self) { Float(bitPattern: $0) }
    case "I32": return Self.numbers(bytes, UInt32.self) { Float(Int32(bitPattern: $0)) }
    case "F64": return Self.numbers(bytes, UInt64.self) { Float(Double(bitPattern: $0)) }
    case "I8": return bytes.map { Float(Int8(bitPattern: $0)) }
    default: return bytes.map { Float($0) }
    }
  }

  /// Reads a tensor of unsigned bytes.
  package func bytes(_ name: String) throws(ModelError) -> [UInt8] {
    guard let info = tensors[name] else { throw .missingTensor(name) }
    guard info.dtype == "U8" else {
      throw .wrongType(tensor: name, expected: "U8", found: info.dtype)
    }
    return Array(
      data.dropFirst(info.data_offsets[0]).prefix(info.data_offsets[1] - info.data_offsets[0]))
  }

  /// Converts little-endian words in a loop that can be vectorised: every start of the program
  /// reads a model.
  @inline(__always)
  private static func numbers<T: FixedWidthInteger & UnsignedInteger>(
    _ bytes: ArraySlice<UInt8>, _ type: T.Type, _ number: (T) -> Float
  ) -> [Float] {
    let count = bytes.count / MemoryLayout<T>.size
    return unsafe [Float](unsafeUninitializedCapacity: count) { numbers, filled in
      unsafe bytes.withUnsafeBytes { bytes in
        for index in 0..<count {
          let word = unsafe bytes.baseAddress.unsafelyUnwrapped.loadUnaligned(
            fromByteOffset: index * MemoryLayout<T>.size, as: T.self)
          unsafe numbers.baseAddress.unsafelyUnwrapped[index] = number(T(littleEndian: word))
        }
      }
      filled = count
    }
  }

  /// Converts a 16-bit float: its bits, moved to their position in a 32-bit float, times 2¹¹² for
  /// the different bias of the exponent; this is exact for subnormal numbers, too. Float16 would
  /// need a function call for each number.
  @inline(__always)
  private static func float(half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let magnitude = UInt32(half & 0x7FFF) << 13
    let value = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
    // Infinity or NaN.
    let beyond = 0x7F80_0000 | magnitude & 0x007F_FFFF
    return Float(bitPattern: sign | (magnitude < 0x0F80_0000 ? value : beyond))
  }
}

/// The JSON header; all entries but "__metadata__" are tensors.
private struct Header: Decodable {
  var metadata: [String: String] = [:]
  var tensors: [String: SafeTensors.Info] = [:]

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let entries = try decoder.container(keyedBy: Key.self)
    for key in entries.allKeys {
      if key.stringValue == "__metadata__" {
        metadata = try entries.decode([String: String].self, forKey: key)
      } else {
        tensors[key.stringValue] = try entries.decode(SafeTensors.Info.self, forKey: key)
      }
    }
  }
}
