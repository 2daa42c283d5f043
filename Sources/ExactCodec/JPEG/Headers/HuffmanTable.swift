/// A Huffman table as a DHT segment defines it (ITU-T T.81, B.2.4.2 and annex C).
package struct HuffmanTable: Equatable, Sendable {
  /// The number of codes of each length 1…16.
  package let counts: [UInt8]
  /// In the order of their codes.
  package let symbols: [UInt8]

  /// Nil for more codes than there can be of their lengths.
  package init?(counts: [UInt8], symbols: [UInt8]) {
    guard counts.count == 16, symbols.count <= 256,
      symbols.count == counts.reduce(0, { $0 + Int($1) })
    else { return nil }
    var code = 0
    for (index, count) in counts.enumerated() {
      code += Int(count)
      guard code <= 2 << index else { return nil }
      code <<= 1
    }
    (self.counts, self.symbols) = (counts, symbols)
  }

  /// Calls `body` with each symbol, its code and the code's length in bits.
  ///
  /// A symbol may have two codes in a malicious table; `isFirst` says whether this is the first.
  func forEach(_ body: (_ symbol: UInt8, _ code: UInt32, _ length: Int, _ isFirst: Bool) -> Void) {
    var seen = Array(repeating: false, count: 256)
    var code: UInt32 = 0
    var index = 0
    for length in 1...16 {
      for _ in 0..<counts[length - 1] {
        let symbol = symbols[index]
        body(symbol, code, length, !seen[Int(symbol)])
        seen[Int(symbol)] = true
        code += 1
        index += 1
      }
      code <<= 1
    }
  }
}

/// The Huffman tables that a scan uses.
struct TableSet: Equatable, Sendable {
  private var tables: [HuffmanTable?] = Array(repeating: nil, count: TableSet.count)
  /// How often each table was defined.
  private(set) var definitions = Array(repeating: 0, count: TableSet.count)

  /// Four for DC coefficients, then four for AC.
  static let count = 8
  static func place(dc selector: Int) -> Int { selector }
  static func place(ac selector: Int) -> Int { 4 + selector }

  subscript(place: Int) -> HuffmanTable? {
    get { tables[place] }
    set {
      tables[place] = newValue
      definitions[place] += 1
    }
  }
}
