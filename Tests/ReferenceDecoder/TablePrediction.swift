/// From differences to symbols: tables-1.md, *Prediction* and *Weights*.
struct TablePrediction {
  private let table: TableDecoder
  /// The predictor of all columns, or that of each.
  private var predictors: [Int]
  /// Predictor 7: how far back the numbers are that take part.
  private var distances: [Int] = []
  /// Predictor 7: weights of all columns, or of each.
  private var sets: [[Int64]] = []

  init(_ input: inout Cursor, _ table: TableDecoder) throws {
    self.table = table
    predictors = [try input.byte()]
    if predictors == [255] {
      predictors = try input.take(table.row).map { Int($0) }
      try require(predictors.allSatisfy { $0 <= 6 }, "a predictor is reserved")
    }
    try require(predictors.allSatisfy { $0 <= 7 }, "a predictor is reserved")
    guard predictors == [7] else { return }
    let count = try input.byte()
    try require((2...32).contains(count), "\(count) numbers take part in a prediction")
    distances = try (0..<count).map { _ in try input.varint(1 << 22) }
    let isEach = try input.byte()
    try require(isEach < 2, "how weights are shared is reserved")
    sets = try (0..<(isEach == 1 ? table.row : 1)).map { _ in
      try (1..<count).map { _ in Int64(try input.signedVarint()) }
    }
  }

  func symbols(_ differences: [UInt64]) -> [UInt64] {
    var symbols: [UInt64] = []
    let (line, row) = (table.line, table.row)
    for i in differences.indices {
      func x(_ k: Int) -> UInt64 { i < k ? 0 : symbols[i - k] }
      let predicted =
        switch predictors[predictors.count == 1 ? 0 : i % row] {
        case 1: x(1)
        case 2: x(line)
        case 3: x(1) &+ x(line) &- x(line + 1)
        case 4: x(row)
        case 5: 2 &* x(row) &- x(2 * row)
        case 6: 2 &* x(1) &- x(2)
        case 7: weighted(i, symbols)
        default: UInt64(0)
        }
      symbols.append((differences[i] &+ predicted) & table.mask)
    }
    return symbols
  }

  private func weighted(_ i: Int, _ symbols: [UInt64]) -> UInt64 {
    let isSigned = table.step == nil && table.meaning == 1
    func y(_ k: Int) -> Int64 {
      guard k > 0, i >= k else { return 0 }
      // Bits above the B of a symbol repeat its sign.
      let spare = isSigned ? 64 - 8 * table.width : 0
      let symbol = Int64(bitPattern: symbols[i - k])
      return (symbol << spare) >> spare
    }
    let base = y(distances[0])
    var sum: Int64 = 1 << 13
    for (w, k) in zip(sets[sets.count == 1 ? 0 : i % table.row], distances.dropFirst()) {
      sum = sum &+ w &* (y(k) &- base)
    }
    // A shift of a negative number rounds down.
    return UInt64(bitPattern: base &+ sum >> 14)
  }
}
