/// The `prior` coder: every symbol range-coded by its own distribution.
struct PriorSymbolEncoder: SymbolEncoder {
  private var range = ANSEncoder()
  private let tables: CodeTables

  init(tables: CodeTables) { self.tables = tables }

  mutating func append(hyperLatents: [Int16], tables: [FrequencyTable]) {
    for (index, symbol) in hyperLatents.enumerated() {
      range.append(Int(symbol), by: tables[index % tables.count])
    }
  }

  mutating func append(codes: [Int16], means: [Int32], scales: [UInt8]) {
    range.append(codes: codes, means: means, scales: scales, tables: tables)
  }

  consuming func finish() -> CodeStream {
    CodeStream(bytes: range.finish())
  }
}

/// Gives back what ``PriorSymbolEncoder`` took.
struct PriorSymbolDecoder: SymbolDecoder {
  private var range: ANSDecoder
  private let tables: CodeTables

  init(_ stream: ArraySlice<UInt8>, tables: CodeTables) throws(EntropyError) {
    range = try ANSDecoder(stream)
    self.tables = tables
  }

  mutating func hyperLatents(
    positions: Int, tables: [FrequencyTable]
  ) throws(EntropyError) -> [Int16] {
    var symbols: [Int16] = []
    symbols.reserveCapacity(positions * tables.count)
    for _ in 0..<positions {
      for table in tables {
        let symbol = try range.symbol(by: table)
        guard abs(symbol) <= 32767 else { throw .symbolOutOfRange(symbol) }
        symbols.append(Int16(symbol))
      }
    }
    return symbols
  }

  mutating func codes(means: [Int32], scales: [UInt8]) throws(EntropyError) -> [Int16] {
    try range.codes(means: means, scales: scales, tables: tables)
  }

  func expectEnd() throws(EntropyError) { try range.expectEnd() }
}
