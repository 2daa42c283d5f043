import Tables
import TestSupport
import Testing

@Suite struct TableTests {
  @Test func `bytes scale as pictures do, other numbers by their extremes`() throws {
    let bytes = Table(type: .u8, shape: [3], count: 1, bytes: [0, 51, 255])
    #expect(bytes.numbers(of: 0, scale: bytes.unitScale) == [0, 0.2, 1])
    let signed = Table(type: .i8, shape: [], count: 3, bytes: [0xF6, 0, 10])
    let scale = signed.unitScale
    #expect(signed.numbers(of: [0, 1, 2], scale: scale) == [0, 0.5, 1])
    #expect(scale.restored(0.5) == 0)
  }

  @Test func `scales stay finite for the largest doubles and for one number alone`() {
    func table(_ values: [Double]) -> Table {
      Table(
        type: .f64, shape: [], count: values.count,
        bytes: values.flatMap { TestFile.littleEndian($0.bitPattern) })
    }
    let wide = table([-.greatestFiniteMagnitude, .greatestFiniteMagnitude, .nan])
    #expect(wide.unitScale.factor > 0)
    #expect(wide.firstNonFinite == 2)
    let alone = table([7, 7])
    #expect(alone.numbers(of: 1, scale: alone.unitScale) == [0])
    #expect(alone.firstNonFinite == nil)
    #expect(table([.nan]).unitScale == .identity)
    let tiny = table([0, .leastNonzeroMagnitude])
    #expect(tiny.unitScale.factor.isFinite)
  }

  @Test func `the digest tells shapes, types and numbers apart`() {
    let one = Table(type: .u8, shape: [2], count: 2, bytes: [1, 2, 3, 4])
    let others = [
      Table(type: .u8, shape: [4], count: 1, bytes: [1, 2, 3, 4]),
      Table(type: .i8, shape: [2], count: 2, bytes: [1, 2, 3, 4]),
      Table(type: .u8, shape: [2], count: 2, bytes: [1, 2, 3, 5]),
    ]
    #expect(others.allSatisfy { $0.digest != one.digest })
  }
}
