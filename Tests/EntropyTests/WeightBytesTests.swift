import Entropy
import Foundation
import TestSupport
import Testing

@Suite struct WeightBytesTests {
  private struct Matrix {
    var bytes: [UInt8]
    var columns: Int
    var zeroPoint: UInt8

    /// Of a width that differs from column to column.
    init(_ count: Int, columns: Int, zeroPoint: UInt8, random: inout SplitMix64) {
      (self.columns, self.zeroPoint) = (columns, zeroPoint)
      let spreads = (0..<columns).map { _ in Int.random(in: 0...7, using: &random) }
      bytes = (0..<count).map { index in
        let most = 1 << spreads[index % columns]
        let number =
          Int.random(in: -most...most, using: &random)
          * Int.random(in: 0...most, using: &random) / most
        return UInt8(bitPattern: Int8(clamping: number)) ^ zeroPoint
      }
    }
  }

  private static func matrices(_ seed: UInt64) -> [Matrix] {
    var random = SplitMix64(seed: seed)
    return (0..<5).map { _ in
      Matrix(
        Int.random(in: 0...4000, using: &random), columns: Int.random(in: 1...300, using: &random),
        zeroPoint: Bool.random(using: &random) ? 128 : 0, random: &random)
    } + [Matrix(256, columns: 16, zeroPoint: 0, random: &random)]
  }

  private static func encoded(_ matrices: [Matrix]) -> [UInt8] {
    var encoder = WeightEncoder()
    for matrix in matrices {
      encoder.append(matrix.bytes[...], columns: matrix.columns, zeroPoint: matrix.zeroPoint)
    }
    return encoder.finish()
  }

  private static func decoded(_ stream: [UInt8], like matrices: [Matrix]) throws -> [[UInt8]] {
    var decoder = try WeightDecoder(stream[...])
    let found = try matrices.map {
      try decoder.bytes($0.bytes.count, columns: $0.columns, zeroPoint: $0.zeroPoint)
    }
    try decoder.expectEnd()
    return found
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `matrices come back`(seed: UInt64) throws {
    var matrices = Self.matrices(seed)
    // Every byte there is.
    matrices[5].bytes = (0...255).map { UInt8($0) }
    let stream = Self.encoded(matrices)
    #expect(try Self.decoded(stream, like: matrices) == matrices.map(\.bytes))
  }

  @Test func `columns of their own widths take no more than if all widths were known`() {
    var random = SplitMix64(seed: 3)
    let matrix = Matrix(200_000, columns: 200, zeroPoint: 128, random: &random)
    var bits = 0.0
    for column in 0..<200 {
      let own = stride(from: column, to: 200_000, by: 200).map { matrix.bytes[$0] }
      let counts = Dictionary(grouping: own) { $0 }.values.map { Double($0.count) }
      bits -= counts.reduce(0) { $0 + $1 * log2($1 / 1000) }
    }
    #expect(Double(8 * Self.encoded([matrix]).count) < 1.07 * bits)
  }

  @Test func `a broken stream ends in an error or in other numbers, and in nothing else`() throws {
    let matrices = Self.matrices(7)
    let stream = Self.encoded(matrices)
    for offset in stride(from: 0, to: stream.count, by: 97) {
      var broken = stream
      broken[offset] ^= 0x41
      _ = try? Self.decoded(broken, like: matrices)
      #expect(throws: EntropyError.self) {
        try Self.decoded(Array(stream.prefix(offset)), like: matrices)
      }
    }
    #expect(throws: EntropyError.self) { try Self.decoded(stream + [0], like: matrices) }
  }

  @Test func `zeros take as few bytes as the bound for them says, or more`() throws {
    let zeros = [UInt8](repeating: 128, count: 1 << 20)
    var encoder = WeightEncoder()
    encoder.append(zeros[...], columns: 1000, zeroPoint: 128)
    let stream = encoder.finish()
    #expect(zeros.count <= stream.count * WeightDecoder.density)
    #expect(stream.count < 420)
  }
}
