/// Huffman tables of a scan in a form made for decoding.
struct DecodingTables: Sendable {
  /// For each table and each ten next bits: length in bits times 256 plus symbol; below 256 if the
  /// code is longer (``long``) or invalid.
  private var lookup: [UInt16]
  /// For each table and length: the first 16 bits that belong to no code as short as that.
  private var limits = Array(repeating: 0 as UInt32, count: TableSet.count * 17)
  /// For each table and length: what to add to a code for the index of its symbol.
  private var offsets = Array(repeating: 0, count: TableSet.count * 17)
  private var symbols: [Int16]
  /// The order of coefficients, here so that loops reach it without a global's check.
  let order = ZigzagOrder()

  private static let lookupBits = 10
  private static let long: UInt16 = 0
  private static let invalid: UInt16 = 1

  /// - Parameter used: which tables of the set to prepare
  init(_ set: TableSet, used: [Int]) {
    let last = (used.max() ?? 0) + 1
    lookup = Array(repeating: Self.long, count: last << Self.lookupBits)
    symbols = Array(repeating: -1, count: last * 256)
    for place in Set(used) {
      if let table = set[place] { prepare(table, place) }
    }
  }

  private mutating func prepare(_ table: HuffmanTable, _ place: Int) {
    var index = 0
    table.forEach { symbol, code, length, isFirst in
      if length <= Self.lookupBits {
        let spare = Self.lookupBits - length
        let entry = isFirst ? UInt16(length << 8) | UInt16(symbol) : Self.invalid
        let first = place << Self.lookupBits + Int(code) << spare
        for slot in first..<first + 1 << spare { lookup[slot] = entry }
      }
      // A second code of a symbol decodes to nothing, because no encoder would write it.
      symbols[place * 256 + index] = isFirst ? Int16(symbol) : -1
      offsets[place * 17 + length] = place * 256 + index - Int(code)
      limits[place * 17 + length] = (code + 1) << UInt32(16 - length)
      index += 1
    }
    // All codes of a length are consecutive, so that the last one gives the offset of all.
    for length in 1...16 where limits[place * 17 + length] == 0 {
      limits[place * 17 + length] = limits[place * 17 + length - 1]
    }
  }

  /// The next symbol; negative if no code matches. At least 16 bits must be buffered.
  @inline(__always)
  func symbol(_ place: Int, from bits: inout EntropyBitReader) -> Int {
    let entry = lookup[place << Self.lookupBits + bits.peek(Self.lookupBits)]
    if entry >= 256 {
      bits.skip(Int(entry >> 8))
      return Int(entry & 255)
    }
    return entry == Self.long ? longSymbol(place, from: &bits) : -1
  }

  @inline(never)
  private func longSymbol(_ place: Int, from bits: inout EntropyBitReader) -> Int {
    let next = UInt32(bits.peek(16))
    for length in Self.lookupBits + 1...16 where next < limits[place * 17 + length] {
      bits.skip(length)
      return Int(symbols[offsets[place * 17 + length] + Int(next >> UInt32(16 - length))])
    }
    return -1
  }
}
