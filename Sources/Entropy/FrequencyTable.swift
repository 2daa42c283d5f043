/// The distribution of a symbol in 1/65536: consecutive integers, and an escape for all others.
package struct FrequencyTable: Sendable, Equatable {
  /// The least integer that has its own interval.
  package let first: Int
  /// The start of each integer's interval; the last entry starts the escape, which ends at 65536.
  let starts: [UInt16]

  /// Gives each interval one 65536th, and shares out the rest by probability.
  ///
  /// - Parameters:
  ///   - first: the least integer
  ///   - cumulative: P(symbol < first + j) for j = 0… in 1/2^32, not falling, within 0…2^32; it has
  ///     one entry more than there are integers, and the mass outside belongs to the escape
  package init(first: Int, cumulative: [UInt64]) {
    let symbols = cumulative.count
    precondition(symbols >= 2 && symbols < 1 << 15)
    self.first = first
    let shared = UInt64(65536 - symbols)
    starts = cumulative.indices.map { j in
      UInt16(UInt64(j) + (shared * (cumulative[j] - cumulative[0])) >> 32)
    }
  }

  /// The number of integers that have their own interval.
  var count: Int { starts.count - 1 }
}

extension ANSEncoder {
  /// Appends `symbol` by its table.
  package mutating func append(_ symbol: Int, by table: FrequencyTable) {
    let index = symbol - table.first
    guard (0..<table.count).contains(index) else {
      append(start: table.starts[table.count], frequency: 0 &- table.starts[table.count])
      let last = table.first + table.count - 1
      appendEscaped(symbol, outside: table.first...last)
      return
    }
    let start = table.starts[index]
    append(start: start, frequency: table.starts[index + 1] - start)
  }

  /// Appends an integer outside of `range`: the length of its distance in 5 bits, then the bits of
  /// the distance below the leading one, the low 12 first.
  mutating func appendEscaped(_ symbol: Int, outside range: ClosedRange<Int>) {
    let distance =
      symbol > range.upperBound
      ? 2 * (symbol - range.upperBound) - 1 : 2 * (range.lowerBound - symbol)
    let length = Int.bitWidth - 1 - distance.leadingZeroBitCount
    append(bits: length, count: 5)
    append(bits: distance & 0xFFF & ((1 << length) - 1), count: min(length, 12))
    append(bits: (distance & ((1 << length) - 1)) >> 12, count: max(length - 12, 0))
  }
}

extension ANSDecoder {
  /// Decodes the next symbol by its table.
  package mutating func symbol(by table: FrequencyTable) throws(EntropyError) -> Int {
    let target = target
    var (low, high) = (0, table.starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if table.starts[middle] <= target { low = middle } else { high = middle }
    }
    let end = low < table.count ? table.starts[low + 1] : 0
    try advance(start: table.starts[low], frequency: end &- table.starts[low])
    guard low == table.count else { return table.first + low }
    return try escaped(outside: table.first...table.first + table.count - 1)
  }

  /// Decodes an integer that ``ANSEncoder/appendEscaped(_:outside:)`` appended.
  mutating func escaped(outside range: ClosedRange<Int>) throws(EntropyError) -> Int {
    let length = try bits(count: 5)
    guard length <= 24 else { throw .symbolOutOfRange(1 << length) }
    let low = try bits(count: min(length, 12))
    let high = try bits(count: max(length - 12, 0))
    let distance = 1 << length | high << 12 | low
    return distance % 2 == 1
      ? range.upperBound + (distance + 1) / 2 : range.lowerBound - distance / 2
  }
}
