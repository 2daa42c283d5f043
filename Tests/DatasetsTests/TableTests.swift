import Datasets
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

  @Test func `a tenth of the objects is held back, equal ones together, few ones not`() {
    let numbers = (0..<4000).flatMap { TestFile.littleEndian(UInt16($0 / 2)) }
    let table = Table(type: .u16, shape: [], count: 4000, bytes: numbers)
    let split = table.split
    #expect((300...500).contains(split.heldOut.count))
    #expect((split.training + split.heldOut).sorted() == Array(0..<4000))
    let held = Set(split.heldOut)
    for object in stride(from: 0, to: 4000, by: 2) {
      #expect(held.contains(object) == held.contains(object + 1))
    }
    let few = Table(type: .u8, shape: [2], count: 4, bytes: [1, 4, 2, 6, 3, 8, 4, 10])
    #expect(few.split.heldOut.isEmpty)
    #expect(few.split.training == [0, 1, 2, 3])
  }

  @Test func `something is held back of any twenty different objects, nothing of equal ones`() {
    for start in 0..<50 {
      let numbers = (0..<20).flatMap { TestFile.littleEndian(UInt16(start * 20 + $0)) }
      let split = Table(type: .u16, shape: [], count: 20, bytes: numbers).split
      #expect(!split.heldOut.isEmpty && !split.training.isEmpty)
      #expect((split.training + split.heldOut).sorted() == Array(0..<20))
    }
    for value in UInt8.min...UInt8.max {
      let equal = Table(
        type: .u8, shape: [], count: 20, bytes: Array(repeating: value, count: 20))
      #expect(equal.split.training.count == 20)
      #expect(equal.split.heldOut.isEmpty)
    }
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
