import Container
import TestSupport
import Testing

/// The field and the code as `Formats/archive-1.md` writes them down, bit by bit.
private enum Naive {
  static func product(_ one: UInt8, _ other: UInt8) -> UInt8 {
    var (power, result) = (UInt16(one), UInt16(0))
    for bit in 0..<8 {
      if other >> bit & 1 == 1 { result ^= power }
      power <<= 1
      if power & 0x100 != 0 { power ^= 0x11D }
    }
    return UInt8(result)
  }

  static func inverse(_ number: UInt8) -> UInt8 {
    (1...255).first { product(number, $0) == 1 } ?? 0
  }

  /// The parity bytes of a codeword.
  static func parity(of data: [UInt8], count: Int) -> [UInt8] {
    (0..<count).map { row in
      data.enumerated().reduce(0) { sum, item in
        sum ^ product(item.element, inverse(UInt8(data.count + row) ^ UInt8(item.offset)))
      }
    }
  }
}

@Suite struct ReedSolomonTests {
  private func encoded(
    _ code: ReedSolomon, length: Int, _ random: inout some RandomNumberGenerator
  ) -> [UInt8] {
    var rows = (0..<code.data * length).map { _ in UInt8.random(in: 0...255, using: &random) }
    rows += [UInt8](repeating: 0xEE, count: code.parity * length)
    code.encode(&rows, length: length)
    return rows
  }

  @Test(arguments: [(1, 1), (1, 254), (3, 2), (17, 5), (100, 9), (128, 127), (250, 5), (254, 1)])
  func `parity is what the page's formula gives`(data: Int, parity: Int) {
    var random = SplitMix64(seed: UInt64(data))
    let code = ReedSolomon(data: data, parity: parity)
    for length in [1, 16, 31, 64, 100] {
      let rows = encoded(code, length: length, &random)
      for place in Set([0, length / 2, length - 1]) {
        let word = (0..<data + parity).map { rows[$0 * length + place] }
        #expect(Array(word[data...]) == Naive.parity(of: Array(word[..<data]), count: parity))
      }
    }
  }

  @Test(arguments: [(1, 1), (2, 3), (5, 4), (40, 7), (127, 128), (240, 15)])
  func `whatever rows are lost, up to as many as are parity, come back`(
    data: Int, parity: Int
  ) {
    var random = SplitMix64(seed: UInt64(parity))
    let code = ReedSolomon(data: data, parity: parity)
    let length = 48
    let rows = encoded(code, length: length, &random)
    for count in [0, 1, parity / 2, parity] {
      for _ in 0..<4 {
        let lost = Array((0..<data + parity).shuffled(using: &random).prefix(count)).sorted()
        var damaged = rows
        for row in lost {
          for place in 0..<length { damaged[row * length + place] ^= 0x5A }
        }
        code.restore(lost, in: &damaged, length: length)
        #expect(damaged == rows, "\(lost)")
      }
    }
  }
}
