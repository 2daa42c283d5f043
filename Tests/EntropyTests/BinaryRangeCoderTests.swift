import Entropy
import Foundation
import TestSupport
import Testing

@Suite struct BinaryRangeCoderTests {
  /// Random bits with probabilities that change from bit to bit, some nearly certain.
  private func bits(seed: UInt64, count: Int) -> [(bit: Bool, probability: UInt16)] {
    var dice = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let shift = Int.random(in: 0...15, using: &dice)
      let small = UInt16(max(Int.random(in: 1...65535, using: &dice) >> shift, 1))
      let probability = Bool.random(using: &dice) ? small : UInt16(65536 - Int(small))
      return (Int.random(in: 0..<65536, using: &dice) < Int(probability), probability)
    }
  }

  @Test(arguments: [0, 1, 2, 7, 100, 5000].flatMap { count in (0..<8).map { (count, $0) } })
  func `bits come back whatever their probabilities`(count: Int, seed: Int) {
    let bits = bits(seed: UInt64(seed), count: count)
    var encoder = BinaryRangeEncoder()
    for (bit, probability) in bits { _ = encoder.code(bit, probability: probability) }
    var decoder = BinaryRangeDecoder(trimmed: encoder.finishTrimmed()[...])
    for (bit, probability) in bits {
      #expect(decoder.code(false, probability: probability) == bit)
    }
  }

  @Test func `unlikely bits come back, and carries run through many bytes`() {
    for probability in [UInt16(1), 65535] {
      for bit in [false, true] {
        var encoder = BinaryRangeEncoder()
        for index in 0..<2000 {
          _ = encoder.code(index % 97 == 0 ? !bit : bit, probability: probability)
        }
        var decoder = BinaryRangeDecoder(trimmed: encoder.finishTrimmed()[...])
        for index in 0..<2000 {
          let expected = index % 97 == 0 ? !bit : bit
          #expect(decoder.code(false, probability: probability) == expected)
        }
      }
    }
  }

  @Test func `a stream is as long as the bits' information`() {
    let bits = bits(seed: 42, count: 100_000)
    var encoder = BinaryRangeEncoder()
    var information = 0.0
    for (bit, probability) in bits {
      _ = encoder.code(bit, probability: probability)
      information -= log2(Double(bit ? Int(probability) : 65536 - Int(probability)) / 65536)
    }
    let size = Double(8 * encoder.finishTrimmed().count)
    #expect(size < information * 1.0005 + 32 && size > information - 32)
  }

  @Test(arguments: [0, 1, 2, 7, 100, 5000].flatMap { count in (0..<8).map { (count, $0) } })
  func `adaptive bits come back, and the stream ends where they do`(
    count: Int, seed: Int
  ) throws {
    let bits = bits(seed: UInt64(seed), count: count).map(\.bit)
    var encoder = BinaryRangeEncoder()
    var estimates = Array(repeating: AdaptiveBit(), count: 3)
    for (index, bit) in bits.enumerated() { encoder.encode(bit, by: &estimates[index % 3]) }
    let stream = encoder.finish()
    func decode(_ stream: [UInt8]) throws -> [Bool] {
      var decoder = try BinaryRangeDecoder(whole: stream[...])
      var estimates = Array(repeating: AdaptiveBit(), count: 3)
      let found = try bits.indices.map { try decoder.decode(by: &estimates[$0 % 3]) }
      try decoder.expectEnd()
      return found
    }
    #expect(try decode(stream) == bits)
    #expect(throws: EntropyError.unfinished(bytesLeft: 1)) { try decode(stream + [0]) }
    #expect(throws: EntropyError.exhausted(offset: stream.count - 1)) {
      try decode(stream.dropLast())
    }
  }

  @Test func `nothing takes no bytes`() {
    #expect(BinaryRangeEncoder().finishTrimmed().isEmpty)
  }
}
