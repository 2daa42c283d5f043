/// The `prior` coder: every symbol ANS-coded by its own distribution.
struct PriorSymbolEncoder: SymbolEncoder {
  private var ans = ANSEncoder()
  private let tables: SymbolTables

  init(tables: SymbolTables) { self.tables = tables }

  mutating func append(hyperLatents: [Int16], tables: [FrequencyTable]) {
    for (index, symbol) in hyperLatents.enumerated() {
      ans.append(Int(symbol), by: tables[index % tables.count])
    }
  }

  mutating func append(symbols: [Int16], means: [Int32], scales: [UInt8]) {
    ans.append(symbols: symbols, means: means, scales: scales, tables: tables)
  }

  consuming func finish() -> SymbolStream {
    SymbolStream(bytes: ans.finish())
  }
}

/// Decodes what ``PriorSymbolEncoder`` encoded.
struct PriorSymbolDecoder: SymbolDecoder {
  private var ans: ANSDecoder
  private let tables: SymbolTables

  init(_ stream: ArraySlice<UInt8>, tables: SymbolTables) throws(EntropyError) {
    ans = try ANSDecoder(stream)
    self.tables = tables
  }

  mutating func hyperLatents(
    positions: Int, tables: [FrequencyTable]
  ) throws(EntropyError) -> [Int16] {
    var symbols: [Int16] = []
    symbols.reserveCapacity(positions * tables.count)
    for _ in 0..<positions {
      for table in tables {
        let symbol = try ans.symbol(by: table)
        guard abs(symbol) <= 32767 else { throw .symbolOutOfRange(symbol) }
        symbols.append(Int16(symbol))
      }
    }
    return symbols
  }

  mutating func symbols(means: [Int32], scales: [UInt8]) throws(EntropyError) -> [Int16] {
    try ans.symbols(means: means, scales: scales, tables: tables)
  }

  func expectEnd() throws(EntropyError) { try ans.expectEnd() }
}
