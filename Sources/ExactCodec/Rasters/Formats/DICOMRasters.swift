/// DICOM files with samples as they are (PS3.5), of any number of frames.
enum DICOMRasters {
  @Sendable static func rasters(in file: [UInt8]) -> [RasterLayout] {
    guard HeaderBytes(file).begins(with: "DICM", at: 128) else { return [] }
    var elements = DICOMElements(file)
    guard elements.read(), let (offset, length) = elements.pixels else { return [] }
    func value(_ element: Int, _ otherwise: Int = 0) -> Int {
      elements.values[element] ?? otherwise
    }
    let samples = value(0x0002, 1)
    let (rows, columns) = (value(0x0010), value(0x0011))
    let bits = value(0x0100)
    guard [8, 16].contains(bits), [1, 3].contains(samples), rows > 0, columns > 0 else {
      return []
    }
    // Frames lie below each other; so do the colours of a frame that is stored plane by plane.
    let isPlanar = samples == 3 && value(0x0006) == 1
    let channels = isPlanar ? 1 : samples
    let line = columns * channels * bits / 8
    let height = length / line
    guard height >= rows, height < 1 << 24 else { return [] }
    return [
      RasterLayout(
        offset: offset, width: columns, height: height, channels: channels,
        bytesOfSample: bits / 8, isBigEndian: elements.isBigEndian, isSigned: value(0x0103) == 1)
    ]
  }
}

/// Goes through the elements of a data set.
private struct DICOMElements {
  private let file: [UInt8]
  private var header: HeaderBytes
  private var isExplicit = true
  /// Elements of group 0028 with values of two bytes.
  private(set) var values: [Int: Int] = [:]
  private(set) var pixels: (offset: Int, length: Int)?

  var isBigEndian: Bool { header.isBigEndian }

  init(_ file: [UInt8]) {
    self.file = file
    header = HeaderBytes(file)
  }

  private static let undefined = 0xFFFF_FFFF
  private static let elementLimit = 1 << 16

  /// Reads all elements; false for transfer syntaxes with compression, and malformed files.
  mutating func read() -> Bool {
    var (offset, count) = (132, 0)
    var syntax: String?
    // The elements of group 2 are little endian and explicit whatever follows.
    while header.integer(2, at: offset) == 2, count < Self.elementLimit {
      count += 1
      guard let element = element(at: offset), element.length != Self.undefined else {
        return false
      }
      if element.number == 0x0010 {
        syntax = header.text(element.offset..<element.offset + element.length)
      }
      offset = element.offset + element.length
    }
    switch syntax?.filter({ $0 != "\0" && $0 != " " }) {
    case "1.2.840.10008.1.2": isExplicit = false
    case "1.2.840.10008.1.2.1": break
    case "1.2.840.10008.1.2.2": header.isBigEndian = true
    default: return false
    }
    return readDataSet(from: offset)
  }

  private mutating func readDataSet(from start: Int) -> Bool {
    // Depth counts sequences and items of undefined length, whose ends are marked.
    var (offset, depth, count) = (start, 0, 0)
    while offset < file.count, count < Self.elementLimit {
      count += 1
      guard let element = element(at: offset) else { return false }
      offset = element.offset
      switch (element.group, element.number) {
      case (0x7FE0, 0x0010) where depth == 0:
        guard element.length != Self.undefined else { return false }
        pixels = (element.offset, element.length)
        return true
      case (0xFFFE, 0xE000):
        // What is in an item is read like the rest.
        if element.length == Self.undefined { depth += 1 } else { offset += element.length }
      case (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD): depth = max(depth - 1, 0)
      default:
        if element.length == Self.undefined {
          depth += 1
        } else {
          if depth == 0, element.group == 0x0028, element.length == 2 {
            values[element.number] = header.integer(2, at: element.offset)
          }
          offset += element.length
        }
      }
    }
    return false
  }

  private typealias Element = (group: Int, number: Int, offset: Int, length: Int)

  private func element(at offset: Int) -> Element? {
    guard let group = header.integer(2, at: offset), let number = header.integer(2, at: offset + 2)
    else { return nil }
    // Items and their ends have no type of value.
    guard isExplicit, group != 0xFFFE else {
      return header.integer(4, at: offset + 4).map { (group, number, offset + 8, $0) }
    }
    guard let type = header.text(offset + 4..<offset + 6) else { return nil }
    if ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"].contains(type)
    {
      return header.integer(4, at: offset + 8).map { (group, number, offset + 12, $0) }
    }
    return header.integer(2, at: offset + 6).map { (group, number, offset + 8, $0) }
  }
}
