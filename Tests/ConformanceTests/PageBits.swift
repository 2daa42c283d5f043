import Testing

/// The binary range decoder of `tables-1.md` with its states, each by a name of its own.
struct PageBits {
  private var stream: ArraySlice<UInt8>
  private var code: UInt64
  private var range: UInt64 = (1 << 32) - 1
  private var states: [[Int]: (a: UInt64, b: UInt64)] = [:]

  init(_ bytes: ArraySlice<UInt8>) throws {
    try #require(bytes.count >= 4)
    stream = bytes.dropFirst(4)
    code = bytes.prefix(4).reduce(0) { 256 * $0 + UInt64($1) }
  }

  func expectEnd() throws { try #require(stream.isEmpty && code == 0) }

  mutating func next(_ name: [Int]) throws -> Int {
    var (a, b) = states[name] ?? (32768, 32768)
    let bound = (range >> 16) * ((a + b) / 2)
    let bit = code < bound ? 0 : 1
    if bit == 0 {
      (range, a, b) = (bound, a + (65535 - a) / 16, b + (65535 - b) / 128)
    } else {
      (code, range, a, b) = (code - bound, range - bound, a - a / 16, b - b / 128)
    }
    states[name] = (a, b)
    while range < 1 << 24 {
      let byte = try #require(stream.first)
      stream = stream.dropFirst()
      code = (256 * code) % (1 << 32) + UInt64(byte)
      range *= 256
    }
    return bit
  }
}
