import Testing

/// Tables as `tables-1.md` describes them, by the plainest means; knows nothing of the archiver's.
struct PageTable {
  private var input: ArraySlice<UInt8>
  private var header: [UInt8] = []
  private var width = 0
  /// 0 unsigned, 1 signed, 2 floating.
  private var meaning = 0
  private var isBigEndian = false
  private var row = 0
  private var line = 0
  /// Nil in mode 0.
  private var step: UInt64?
  /// How numbers are written, where they are a text.
  private var text: Text?

  private struct Text {
    let flags: Int
    let separator: UInt8
    let columns: [Int]
    let count: Int
  }

  static func decode(_ body: [UInt8], size: Int) throws -> [UInt8] {
    var table = PageTable(input: body[...])
    return try table.file(of: size)
  }

  private init(input: ArraySlice<UInt8>) { self.input = input }

  private mutating func take(_ count: Int) throws -> [UInt8] {
    try #require(count <= input.count)
    defer { input = input.dropFirst(count) }
    return Array(input.prefix(count))
  }

  private mutating func byte() throws -> Int { Int(try take(1)[0]) }

  private mutating func varint() throws -> Int {
    var (value, shift) = (0, 0)
    while true {
      let byte = try byte()
      value |= (byte & 127) << shift
      shift += 7
      if byte < 128 { return value }
    }
  }

  private mutating func file(of size: Int) throws -> [UInt8] {
    header = try take(varint())
    let type = try byte()
    try #require(type == 39 || type < 32 && type >> 2 & 3 < 3)
    (width, meaning, isBigEndian) = (1 << (type & 3), type >> 2 & 3, type & 16 != 0)
    (row, line) = (try varint(), try varint())
    try #require(row >= 1 && (1...row).contains(line))
    if type == 39 {
      text = Text(
        flags: try byte(), separator: try take(1)[0], columns: try take(row).map { Int($0) },
        count: try varint())
    }
    if try byte() == 1 { step = number(try take(8)[...], bigEndian: false) }
    var left = text?.count ?? (size - header.count) / width
    try #require(text != nil || header.count + left * width == size)
    var file = text == nil ? header : []
    while left > 0 {
      let count = try varint()
      try #require(count >= 1 && count <= left && count <= 1 << 22)
      file += try segment(count)
      left -= count
    }
    try #require(input.isEmpty)
    return try text.map { header + Array(try written(file, $0).utf8) } ?? file
  }

  /// The text of integers of 64 bits.
  private func written(_ bytes: [UInt8], _ form: Text) throws -> String {
    let lines = stride(from: 0, to: form.count, by: row).map { first in
      (0..<row).map { column in
        let place = 8 * (first + column)
        let value = Int64(bitPattern: number(bytes[place..<place + 8], bigEndian: false))
        return written(value, decimals: form.columns[column] % 64 - 18, form.columns[column] / 64)
      }.joined(separator: String(UnicodeScalar(form.separator)))
    }
    let end = form.flags & 1 == 1 ? "\r\n" : "\n"
    return lines.joined(separator: end) + (form.flags & 2 == 0 ? end : "")
  }

  private func written(_ value: Int64, decimals: Int, _ style: Int) -> String {
    var digits = "\(value.magnitude)"
    var fraction = ""
    if decimals < 0, value != 0 { digits += String(repeating: "0", count: -decimals) }
    if decimals > 0 {
      digits = String(repeating: "0", count: max(decimals + 1 - digits.count, 0)) + digits
      fraction = String(digits.suffix(decimals))
      digits.removeLast(decimals)
    }
    if style > 0 { while fraction.hasSuffix("0") { fraction.removeLast() } }
    if style == 2, fraction.isEmpty { fraction = "0" }
    return (value < 0 ? "-" : "") + digits + (fraction.isEmpty ? "" : "." + fraction)
  }

  private func number(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> UInt64 {
    let ordered = bigEndian ? Array(bytes) : bytes.reversed()
    return ordered.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func segment(_ count: Int) throws -> [UInt8] {
    let coder = try byte()
    if coder == 0 {
      try #require(varint() == count * width)
      return try take(count * width)
    }
    let first = try byte()
    let predictors =
      first == 255 ? try take(row).map { Int($0) } : Array(repeating: first, count: 1)
    try #require(predictors.allSatisfy { $0 < (first == 255 ? 7 : 8) })
    let weights = first == 7 ? try self.weights() : nil
    var places: [Int] = []
    if step != nil {
      for _ in 0..<(try varint()) {
        places.append(try varint() + (places.last.map { $0 + 1 } ?? 0))
      }
    }
    let corrections = try take(places.count * width)
    let data = try take(varint())
    let differences =
      coder < 3 ? try planes(data, count, byColumn: coder == 2) : try adaptive(data, count, coder)
    var numbers: [[UInt8]] = codes(differences, predictors, weights).map { stored(bits(of: $0)) }
    for (index, place) in places.enumerated() {
      numbers[place] = Array(corrections[index * width..<(index + 1) * width])
    }
    return Array(numbers.joined())
  }

  private func stored(_ bits: UInt64) -> [UInt8] {
    let bytes = (0..<width).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    return isBigEndian ? bytes.reversed() : bytes
  }

  private struct Weights {
    var distances: [Int] = []
    var sets: [[Int]] = []
  }

  private mutating func weights() throws -> Weights {
    var weights = Weights()
    let count = try byte()
    try #require((2...32).contains(count))
    for _ in 0..<count { weights.distances.append(try varint()) }
    let isEach = try byte()
    try #require(isEach < 2)
    for _ in 0..<(isEach == 1 ? row : 1) {
      var set: [Int] = []
      for _ in 1..<count {
        let code = try varint()
        set.append(code % 2 == 0 ? code / 2 : -(code + 1) / 2)
      }
      weights.sets.append(set)
    }
    return weights
  }

  private func codes(
    _ differences: [UInt64], _ predictors: [Int], _ weights: Weights?
  ) -> [UInt64] {
    var codes: [UInt64] = []
    let mask = step != nil || width == 8 ? UInt64.max : (1 << (8 * UInt64(width))) - 1
    for index in differences.indices {
      func x(_ distance: Int) -> UInt64 { index < distance ? 0 : codes[index - distance] }
      let expected =
        switch predictors[predictors.count == 1 ? 0 : index % row] {
        case 1: x(1)
        case 2: x(line)
        case 3: x(1) &+ x(line) &- x(line + 1)
        case 4: x(row)
        case 5: x(row) &+ x(row) &- x(2 * row)
        case 6: x(1) &+ x(1) &- x(2)
        case 7: weighted(weights, index, codes)
        default: UInt64(0)
        }
      codes.append((differences[index] &+ expected) & mask)
    }
    return codes
  }

  private func weighted(_ weights: Weights?, _ index: Int, _ codes: [UInt64]) -> UInt64 {
    guard let weights else { return 0 }
    let set = weights.sets[weights.sets.count == 1 ? 0 : index % row]
    func y(_ distance: Int) -> Int64 {
      guard distance > 0, index >= distance else { return 0 }
      let code = codes[index - distance]
      let top = UInt64(1) << (8 * UInt64(width) - 1)
      guard step == nil, meaning == 1, code & top != 0 else { return Int64(bitPattern: code) }
      return Int64(bitPattern: code &- top &- top)
    }
    let base = y(weights.distances[0])
    var sum: Int64 = 1 << 13
    for (weight, distance) in zip(set, weights.distances.dropFirst()) {
      sum &+= Int64(weight) &* (y(distance) &- base)
    }
    // Of a negative number, a shift rounds down.
    return UInt64(bitPattern: base &+ (sum >> 14))
  }

  private func bits(of code: UInt64) -> UInt64 {
    let top = UInt64(1) << (8 * UInt64(width) - 1)
    let mask = top | (top - 1)
    guard let step else {
      if meaning < 2 { return code }
      return code >= top ? code - top : mask - code
    }
    let q = Int64(bitPattern: code)
    if meaning == 2 {
      let product = Double(q) * Double(bitPattern: step)
      switch width {
      case 2: return UInt64(Float16(product).bitPattern)
      case 4: return UInt64(Float(product).bitPattern)
      default: return product.bitPattern
      }
    }
    let product = q.multipliedFullWidth(by: Int64(step))
    let least = meaning == 0 ? 0 : -Int128(top)
    let greatest = meaning == 0 ? Int128(mask) : Int128(top) - 1
    let value = Int128(product.high) << 64 | Int128(product.low)
    return UInt64(truncatingIfNeeded: min(max(value, least), greatest)) & mask
  }

  private func planes(_ data: [UInt8], _ count: Int, byColumn: Bool) throws -> [UInt64] {
    try #require(data.count % count == 0 && data.count / count <= (step == nil ? width : 8))
    var order = Array(0..<count)
    if byColumn { order.sort { ($0 % row, $0 / row) < ($1 % row, $1 / row) } }
    var differences = Array(repeating: UInt64(0), count: count)
    for (place, index) in order.enumerated() {
      var z: UInt64 = 0
      for plane in (0..<data.count / count).reversed() {
        z = z << 8 | UInt64(data[plane * count + place])
      }
      differences[index] = z % 2 == 0 ? z / 2 : ~(z / 2)
    }
    return differences
  }
}

extension PageTable {
  private func adaptive(_ data: [UInt8], _ count: Int, _ coder: Int) throws -> [UInt64] {
    var bits = try PageBits(data[...])
    var known: [(size: Int, sign: Int)] = []
    var differences: [UInt64] = []
    for index in 0..<count {
      func s(_ k: Int) -> Int { k == 0 || index < k ? 0 : known[index - k].size }
      func t(_ k: Int) -> Int { k == 0 || index < k ? 0 : known[index - k].sign }
      func g(_ size: Int) -> Int {
        size <= 8 ? size : 9 + [10, 13, 18, 24, 32, 44].count { $0 < size }
      }
      func flag(_ size: Int) -> Int { size > 0 ? 1 : 0 }
      let c =
        coder == 3
        ? 64 * g(s(1)) + 4 * g(s(line)) + 2 * flag(s(line - 1)) + flag(s(line + 1))
        : 64 * (index % row % 16) + 4 * g(s(row)) + 2 * flag(s(1)) + flag(s(2 * row))
      let (difference, size) = try difference(&bits, c, coder == 3 ? t(1) : t(row))
      differences.append(difference)
      known.append((size, size == 0 ? 0 : Int64(bitPattern: difference) < 0 ? 2 : 1))
    }
    try bits.expectEnd()
    return differences
  }

  private func difference(_ bits: inout PageBits, _ c: Int, _ u: Int) throws -> (UInt64, size: Int)
  {
    guard try bits.next([1, c]) == 1 else { return (0, 0) }
    var node = 1
    for _ in 0..<6 { node = 2 * node + (try bits.next([2, c, node])) }
    let size = node - 63
    let isNegative = try bits.next([3, size, u]) == 1
    var magnitude: UInt64 = 1
    node = 1
    for read in 0..<size - 1 {
      let bit = try bits.next(read < 3 ? [4, size, node] : [5, size, size - 2 - read])
      node = 2 * node + bit
      magnitude = magnitude << 1 | UInt64(bit)
      if read >= 3 { node = 1 }
    }
    return (isNegative ? 0 &- magnitude : magnitude, size)
  }
}
