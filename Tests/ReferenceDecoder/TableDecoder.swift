/// A table of numbers: tables-1.md, *Body* and *Symbols*.
package struct TableDecoder {
  private var input: Cursor
  private var header: ArraySlice<UInt8> = []
  /// W, the bytes of a number.
  private(set) var width = 0
  /// 0 unsigned, 1 signed, 2 floating point.
  private(set) var meaning = 0
  private var isBigEndian = false
  /// R.
  private(set) var row = 0
  /// L.
  private(set) var line = 0
  /// The quantisation step; nil in mode 0.
  private(set) var step: UInt64?

  /// The file that a table's body stands for.
  ///
  /// - Parameter size: the file's size as the catalogue has it; ignored for texts
  package static func decode(_ body: [UInt8], size: Int) throws -> [UInt8] {
    var table = TableDecoder(input: Cursor(body))
    return try table.file(of: size)
  }

  private init(input: Cursor) { self.input = input }

  private mutating func file(of size: Int) throws -> [UInt8] {
    header = try input.take(input.varint(1 << 16))
    let type = try input.byte()
    try require(type == 39 || type < 32 && type >> 2 & 3 < 3, "type \(type) is reserved")
    (width, meaning, isBigEndian) = (1 << (type & 3), type >> 2 & 3, type & 16 != 0)
    row = try input.varint(1 << 28)
    line = try input.varint(row)
    try require(row >= 1 && line >= 1, "a row or a line has no numbers")
    let text = try type == 39 ? TableText(&input, columns: row) : nil
    let mode = try input.byte()
    try require(mode < (text == nil ? 2 : 1), "mode \(mode) is reserved")
    if mode == 1 { step = try input.little(8) }
    var left =
      try text?.count
      ?? {
        try require(size >= header.count && (size - header.count) % width == 0, "a number is cut")
        return (size - header.count) / width
      }()
    var numbers: [UInt64] = []
    while left > 0 {
      let count = try input.varint(min(left, 1 << 22))
      try require(count >= 1, "a segment has no numbers")
      numbers += try segment(count)
      left -= count
    }
    try input.end()
    return header
      + (text.map { $0.lines(numbers.map { Int64(bitPattern: $0) }) } ?? stored(numbers))
  }

  private func stored(_ numbers: [UInt64]) -> [UInt8] {
    numbers.flatMap { bits in
      let bytes = (0..<width).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      return isBigEndian ? bytes.reversed() : bytes
    }
  }

  /// The bits of numbers as the file has them.
  private mutating func read(_ count: Int) throws -> [UInt64] {
    try (0..<count).map { _ in
      let bytes = try input.take(width)
      return isBigEndian ? littleEndian(bytes.reversed()) : littleEndian(bytes)
    }
  }

  /// The bits of the numbers of a segment.
  private mutating func segment(_ count: Int) throws -> [UInt64] {
    let coder = try input.byte()
    try require(coder <= 4, "coder \(coder) of a segment is reserved")
    if coder == 0 {
      try require(input.varint() == count * width, "a plain segment has another length")
      return try read(count)
    }
    let prediction = try TablePrediction(&input, self)
    var corrected: [Int] = []
    if step != nil {
      for _ in 0..<(try input.varint(count)) {
        corrected.append(try input.varint(count) + (corrected.last.map { $0 + 1 } ?? 0))
      }
    }
    try require(corrected.last ?? 0 < count, "a correction lies behind the segment")
    let corrections = try read(corrected.count)
    let data = try input.take(input.varint())
    let differences =
      try coder < 3
      ? planes(data, count, isByColumn: coder == 2)
      : TableDifferences.decode(data, count, isByRow: coder == 4, row: row, line: line)
    var numbers = prediction.symbols(differences).map(number)
    for (place, bits) in zip(corrected, corrections) { numbers[place] = bits }
    return numbers
  }

  /// B ones.
  var mask: UInt64 { step != nil || width == 8 ? .max : 1 << (8 * UInt64(width)) - 1 }

  /// *Symbols*: the bits of the number that a symbol stands for.
  private func number(_ symbol: UInt64) -> UInt64 {
    let sign = UInt64(1) << (8 * UInt64(width) - 1)
    let ones = sign | (sign - 1)
    guard let step else {
      if meaning < 2 { return symbol }
      return symbol >= sign ? symbol - sign : ones - symbol
    }
    let q = Int64(bitPattern: symbol)
    if meaning == 2 {
      let product = Double(q) * Double(bitPattern: step)
      switch width {
      case 2: return UInt64(Float16(product).bitPattern)
      case 4: return UInt64(Float(product).bitPattern)
      default: return product.bitPattern
      }
    }
    let (least, greatest) = meaning == 0 ? (0, Int128(ones)) : (-Int128(sign), Int128(sign) - 1)
    let value = min(max(Int128(q) * Int128(step), least), greatest)
    return UInt64(truncatingIfNeeded: value) & ones
  }

  /// Coders 1 and 2.
  private func planes(
    _ data: ArraySlice<UInt8>, _ count: Int, isByColumn: Bool
  ) throws -> [UInt64] {
    let data = Array(data)
    let planes = data.count / count
    try require(planes * count == data.count, "a plane of differences is cut")
    try require(planes <= (step == nil ? width : 8), "differences have too many planes")
    var order = Array(0..<count)
    if isByColumn { order.sort { ($0 % row, $0 / row) < ($1 % row, $1 / row) } }
    var differences = Array(repeating: UInt64(0), count: count)
    for (place, index) in order.enumerated() {
      let z = littleEndian((0..<planes).map { data[$0 * count + place] })
      differences[index] = z % 2 == 0 ? z / 2 : ~(z / 2)
    }
    return differences
  }
}
