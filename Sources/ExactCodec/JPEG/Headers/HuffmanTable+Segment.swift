extension HuffmanTable {
  /// A table, and where a segment puts it.
  struct Definition: Equatable {
    /// Its place in a `TableSet`.
    let place: Int
    let table: HuffmanTable
  }

  /// Reads the payload of a DHT segment.
  static func definitions(
    _ payload: ArraySlice<UInt8>
  ) throws(JPEGError) -> [Definition] {
    var definitions: [Definition] = []
    var rest = payload
    while let place = rest.popFirst() {
      let counts = Array(rest.prefix(16))
      rest = rest.dropFirst(16)
      let symbols = Array(rest.prefix(counts.reduce(0) { $0 + Int($1) }))
      rest = rest.dropFirst(symbols.count)
      guard place >> 4 < 2, place & 15 < 4,
        let table = HuffmanTable(counts: counts, symbols: symbols)
      else { throw .unsupported("a malformed Huffman table") }
      let selector = Int(place & 15)
      definitions.append(
        Definition(
          place: place >> 4 == 0 ? TableSet.place(dc: selector) : TableSet.place(ac: selector),
          table: table))
    }
    return definitions
  }

  /// The DHT segment that defines tables; nil if it would be longer than a segment can be.
  static func segment(_ definitions: [Definition]) -> [UInt8]? {
    var payload: [UInt8] = []
    for definition in definitions {
      payload.append(UInt8(definition.place / 4 * 16 + definition.place % 4))
      payload += definition.table.counts + definition.table.symbols
    }
    let length = payload.count + 2
    guard length <= 0xFFFF else { return nil }
    return [0xFF, 0xC4, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
  }
}
