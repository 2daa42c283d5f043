/// NPY files of integers of one or two bytes with two dimensions or more.
///
/// Two dimensions are rows and columns. The last of more is that of colours if it is 1 to 4; all
/// others in front are of pictures below each other.
enum ArrayRasters {
  @Sendable static func rasters(in file: [UInt8]) -> [RasterLayout] {
    let header = HeaderBytes(file)
    guard file.count > 10, header.begins(with: "NUMPY", at: 1), file[0] == 0x93,
      let length = header.integer(file[6] > 1 ? 4 : 2, at: 8)
    else { return [] }
    let start = file[6] > 1 ? 12 : 10
    guard length < 1 << 16, let text = header.text(start..<start + length),
      let (type, shape) = described(text), shape.count >= 2,
      shape.allSatisfy({ (1..<1 << 24).contains($0) })
    else { return [] }
    var dimensions = shape[...]
    var channels = 1
    if dimensions.count > 2, let last = dimensions.last, last <= 4 {
      channels = last
      dimensions.removeLast()
    }
    guard let width = dimensions.popLast() else { return [] }
    var height = 1
    for side in dimensions {
      height *= side
      guard height < 1 << 24 else { return [] }
    }
    return [
      RasterLayout(
        offset: start + length, width: width, height: height, channels: channels,
        bytesOfSample: type.bytes, isBigEndian: type.isBigEndian, isSigned: type.isSigned)
    ]
  }

  private typealias ArrayType = (bytes: Int, isBigEndian: Bool, isSigned: Bool)

  /// The type and the shape that a header says, as in
  /// `{'descr': '<u2', 'fortran_order': False, 'shape': (40, 512, 512), }`.
  private static func described(_ text: String) -> (type: ArrayType, shape: [Int])? {
    let types: [String: ArrayType] = [
      "|u1": (1, false, false), "|i1": (1, false, true), "<u2": (2, false, false),
      "<i2": (2, false, true), ">u2": (2, true, false), ">i2": (2, true, true),
    ]
    let parts = text.split(separator: "'")
    guard let descr = parts.firstIndex(of: "descr"), descr + 2 < parts.count,
      let type = types[String(parts[descr + 2])], text.contains("'fortran_order': False"),
      let open = text.firstIndex(of: "("),
      let close = text[open...].firstIndex(of: ")")
    else { return nil }
    let numbers = text[text.index(after: open)..<close].split(separator: ",")
    let shape = numbers.map { Int($0.filter { $0 != " " }) ?? 0 }
    return (type, shape)
  }
}
