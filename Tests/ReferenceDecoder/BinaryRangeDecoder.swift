/// The binary range coder of tables-1.md, *Adaptive bits*. Each state has a name of its own.
struct BinaryRangeDecoder {
  private var stream: Cursor
  private var code: UInt64
  private var range: UInt64 = (1 << 32) - 1
  private var states: [[Int]: (a: UInt64, b: UInt64)] = [:]

  init(_ bytes: ArraySlice<UInt8>) throws {
    stream = Cursor(bytes)
    code = try stream.take(4).reduce(0) { 256 * $0 + UInt64($1) }
  }

  mutating func bit(_ state: [Int]) throws -> Int {
    var (a, b) = states[state] ?? (32768, 32768)
    let bound = (range >> 16) * ((a + b) / 2)
    let bit = code < bound ? 0 : 1
    if bit == 0 {
      (range, a, b) = (bound, a + (65535 - a) / 16, b + (65535 - b) / 128)
    } else {
      (code, range, a, b) = (code - bound, range - bound, a - a / 16, b - b / 128)
    }
    states[state] = (a, b)
    while range < 1 << 24 {
      code = (256 * code) % (1 << 32) + UInt64(try stream.byte())
      range *= 256
    }
    return bit
  }

  func end() throws {
    try stream.end()
    try require(code == 0, "a range coded stream does not end with code 0")
  }
}
