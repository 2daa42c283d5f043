/// How zlib cuts code lengths into runs.
enum CodeLengthRuns {
  /// The run that begins at `index`.
  ///
  /// - Parameters:
  ///   - previous: the code length before; nil at the start of a code
  ///   - end: where the code ends
  static func predicted(
    _ lengths: [UInt8], at index: Int, end: Int, previous: UInt8?
  ) -> CodeLengthRun {
    let length = lengths[index]
    let most = length == 0 ? 138 : 6
    var count = 1
    while count < most, index + count < end, lengths[index + count] == length { count += 1 }
    guard count >= 3, length == 0 || length == previous else {
      return CodeLengthRun(symbol: length, count: 1)
    }
    let symbol: UInt8 = length != 0 ? 16 : count <= 10 ? 17 : 18
    return CodeLengthRun(symbol: symbol, count: UInt8(count))
  }

  /// The number of times each symbol occurs.
  static func frequencies(_ runs: [CodeLengthRun]) -> [Int] {
    var frequencies = [Int](repeating: 0, count: DeflateTables.runSymbols)
    for run in runs { frequencies[Int(run.symbol)] += 1 }
    return frequencies
  }

  /// How many code lengths of run symbols are written.
  static func writtenCount(_ lengths: [UInt8]) -> Int {
    let last = DeflateTables.runOrder.lastIndex { lengths[$0] > 0 } ?? 0
    return max(last + 1, 4)
  }
}
