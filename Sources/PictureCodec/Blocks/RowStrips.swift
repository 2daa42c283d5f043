/// Cuts rows that come in any number into strips of eight, the height of a block.
struct RowStrips {
  private let line: Int
  private var waiting: [UInt8] = []
  private var start = 0

  /// - Parameter line: samples of a row
  init(line: Int) { self.line = line }

  /// Adds rows below those that wait.
  mutating func append(_ rows: [UInt8]) {
    waiting.removeFirst(start)
    start = 0
    waiting += rows
  }

  /// Whether `count` rows wait.
  func has(_ count: Int) -> Bool { waiting.count - start >= count * line }

  /// The next `count` rows, which wait already.
  mutating func next(_ count: Int) -> [UInt8] {
    let end = start + count * line
    defer { start = end }
    return start == 0 && end == waiting.count ? waiting : Array(waiting[start..<end])
  }
}
