/// The data of a scan while they are written: jpeg-1.md, *Scans*.
///
/// Bits are put only where there are codes: what only counts symbols needs none.
struct JPEGScanData {
  private(set) var bytes: [UInt8] = []
  /// How often each symbol was put, by definition.
  private(set) var frequencies: [[Int]]
  private let codes: [[(bits: Int, length: Int)?]]?
  private var byte = 0
  private var filled = 0

  /// - Parameter codes: those of each definition; nil to count symbols
  init(definitions: Int, codes: [[(bits: Int, length: Int)?]]?) {
    frequencies = Array(repeating: Array(repeating: 0, count: 256), count: definitions)
    self.codes = codes
  }

  mutating func put(bits: Int, _ count: Int) {
    guard codes != nil else { return }
    for place in (0..<count).reversed() {
      byte = 2 * byte + (bits >> place) & 1
      filled += 1
      guard filled == 8 else { continue }
      bytes.append(UInt8(byte))
      if byte == 0xFF { bytes.append(0) }
      (byte, filled) = (0, 0)
    }
  }

  /// Puts a symbol by the table of a definition.
  mutating func put(symbol: Int, _ definition: Int?) throws {
    guard let definition else { throw Refusal(reason: "a symbol without a table") }
    frequencies[definition][symbol] += 1
    guard let codes else { return }
    guard let code = codes[definition][symbol] else {
      throw Refusal(reason: "a symbol has no code")
    }
    put(bits: code.bits, code.length)
  }

  /// Puts a value behind so many zeros.
  mutating func put(_ value: Int, behind zeros: Int, _ definition: Int?) throws {
    let digits = value == 0 ? 0 : log2(abs(value)) + 1
    try require(digits <= 15, "a value of more than 15 digits")
    try put(symbol: 16 * zeros + digits, definition)
    put(bits: value < 0 ? value - 1 : value, digits)
  }

  /// Puts the bits that the last byte lacks.
  mutating func pad(_ padding: Int) {
    if filled > 0 { put(bits: padding, 8 - filled) }
  }

  mutating func put(bytes: [UInt8]) { if codes != nil { self.bytes += bytes } }

  /// Drops the bits that fill no byte.
  mutating func cut() { (byte, filled) = (0, 0) }

  mutating func takeBytes() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }
}
