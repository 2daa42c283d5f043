/// The table that a symbol is coded with.
private struct LatentContext {
  let shift: Int
  /// The bucket that d = 0 stands for.
  let centre: Int
  let reach: Int
  /// The index of the table's first interval.
  let table: Int

  // This and the functions below run once for every symbol; calls would take longer than they do.
  @inline(__always)
  init(mean: Int32, scale: UInt8, entries: Span<SymbolTables.Entry>) {
    let level = 16 * Int(scale & 63)
    shift = Int(entries[level].shift)
    let a = (Int(mean) + 8) >> shift
    centre = a >> 4
    let entry = entries[level + (a & 15)]
    reach = Int(entry.reach)
    table = Int(entry.start)
  }
}

extension ANSEncoder {
  /// Encodes symbols by the means (in sixteenths) and the levels of scale (0…63) that the prior
  /// gave them.
  package mutating func append(
    symbols: [Int16], means: [Int32], scales: [UInt8], tables: SymbolTables
  ) {
    let (entries, starts) = (tables.entries.span, tables.starts.span)
    for index in symbols.indices {
      let context = LatentContext(mean: means[index], scale: scales[index], entries: entries)
      append(symbols[index], in: context, starts: starts)
    }
  }

  @inline(__always)
  private mutating func append(_ symbol: Int16, in context: LatentContext, starts: Span<UInt16>) {
    let difference = Int(symbol) >> context.shift - context.centre
    let escape = context.table + 2 * context.reach + 1
    if abs(difference) <= context.reach {
      let index = context.table + difference + context.reach
      append(start: starts[index], frequency: starts[index + 1] - starts[index])
    } else {
      append(start: starts[escape], frequency: 0 &- starts[escape])
      appendEscaped(difference, outside: -context.reach...context.reach)
    }
    append(bits: Int(symbol) & ((1 << context.shift) - 1), count: context.shift)
  }
}

extension ANSDecoder {
  /// Decodes as many symbols as the prior gave means (in sixteenths) and levels of scale (0…63).
  package mutating func symbols(
    means: [Int32], scales: [UInt8], tables: SymbolTables
  ) throws(EntropyError) -> [Int16] {
    let (entries, starts) = (tables.entries.span, tables.starts.span)
    var symbols: [Int16] = []
    symbols.reserveCapacity(means.count)
    for index in means.indices {
      let context = LatentContext(mean: means[index], scale: scales[index], entries: entries)
      symbols.append(try symbol(in: context, starts: starts))
    }
    return symbols
  }

  @inline(__always)
  private mutating func symbol(
    in context: LatentContext, starts: Span<UInt16>
  ) throws(EntropyError) -> Int16 {
    let difference = try difference(in: context, starts: starts)
    let low = try bits(count: context.shift)
    let symbol = (context.centre + difference) << context.shift | low
    guard abs(symbol) <= 32767 else { throw .symbolOutOfRange(symbol) }
    return Int16(symbol)
  }

  /// Finds the interval around the target, outwards from the most probable one.
  @inline(__always)
  private mutating func difference(
    in context: LatentContext, starts: Span<UInt16>
  ) throws(EntropyError) -> Int {
    let target = target
    let escape = context.table + 2 * context.reach + 1
    var index = context.table + context.reach
    while target < starts[index] { index -= 1 }
    while index < escape, target >= starts[index + 1] { index += 1 }
    guard index < escape else {
      try advance(start: starts[escape], frequency: 0 &- starts[escape])
      return try escaped(outside: -context.reach...context.reach)
    }
    try advance(start: starts[index], frequency: starts[index + 1] - starts[index])
    return index - context.table - context.reach
  }
}
