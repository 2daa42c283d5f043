import Files

/// The properties of an NPY file beside its numbers.
package struct NpyLayout: Equatable, Sendable {
  /// All bytes before the numbers, as NumPy's versions pad differently.
  package let preamble: [UInt8]
  package let isBigEndian: Bool
  /// Whether the first axis is the fastest in the file.
  package let isFortranOrder: Bool

  package init(preamble: [UInt8], isBigEndian: Bool, isFortranOrder: Bool) {
    self.preamble = preamble
    self.isBigEndian = isBigEndian
    self.isFortranOrder = isFortranOrder
  }

  /// The layout of a new file of `table`: format 1.0, little-endian, padded to 64 bytes.
  package init(for table: Table) {
    let axes =
      table.axes.map(String.init).joined(separator: ", ") + (table.shape.isEmpty ? "," : "")
    var header = "{'descr': '\(NpyNumber.descr(of: table.type))', "
    header += "'fortran_order': False, 'shape': (\(axes)), }"
    let length = NpyFile.magic.count + 4 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - length % 64) % 64) + "\n"
    let count = header.utf8.count
    precondition(count <= 0xFFFF, "no table has so many axes")
    self.init(
      preamble: NpyFile.magic + [1, 0, UInt8(count & 0xFF), UInt8(count >> 8)] + header.utf8,
      isBigEndian: false, isFortranOrder: false)
  }
}

/// The entry `descr` of a header: byte order, kind and width, as in `<f4`.
package struct NpyNumber {
  package let type: NumberType
  package let isBigEndian: Bool

  /// Throws ``TableError/unsupported(_:_:)`` for types that a ``Table`` cannot hold.
  package init(_ descr: String) throws(TableError) {
    let order = descr.first.flatMap { "<>|=".contains($0) ? $0 : nil }
    let name = order == nil ? descr[...] : descr.dropFirst()
    guard let type = Self.types[String(name)], type.width == 1 || order == "<" || order == ">"
    else { throw .unsupported(.npy, Self.advice(descr: descr, kind: name.first)) }
    self.type = type
    isBigEndian = order == ">" && type.width > 1
  }

  /// The little-endian `descr` of a type.
  package static func descr(of type: NumberType) -> String {
    let name = types.first { $0.value == type }?.key ?? ""
    return (type.width == 1 ? "|" : "<") + name
  }

  private static let types: [String: NumberType] = [
    "u1": .u8, "i1": .i8, "u2": .u16, "i2": .i16, "u4": .u32, "i4": .i32, "u8": .u64, "i8": .i64,
    "f2": .f16, "f4": .f32, "f8": .f64,
  ]

  private static func advice(descr: String, kind: Character?) -> String {
    switch kind {
    case "O": "Python objects; save numbers, as by a.astype('float32')"
    case "b": "true and false; save numbers, as by a.astype('uint8')"
    case "c": "complex numbers; save a.real and a.imag"
    case "S", "U", "a": "texts; save numbers"
    case "V": "an array of structures; save one field of numbers, as in a['field']"
    case "M", "m": "times; save numbers, as by a.astype('int64')"
    default:
      """
      the type \(displayName(of: Array(descr.utf8.prefix(20)))); save numbers, as by \
      a.astype('float32')
      """
    }
  }
}
