/// Huffman tables of a scan in a form made for encoding.
struct EncodingTables: Sendable {
  /// For each table and symbol: the code times 32 plus its length, 0 if there is none.
  let codes: [UInt32]
  let order = ZigzagOrder()

  init(_ set: TableSet) {
    var codes = Array(repeating: 0 as UInt32, count: TableSet.count * 256)
    for place in 0..<TableSet.count {
      set[place]?.forEach { symbol, code, length, isFirst in
        if isFirst { codes[place * 256 + Int(symbol)] = code << 5 | UInt32(length) }
      }
    }
    self.codes = codes
  }
}
