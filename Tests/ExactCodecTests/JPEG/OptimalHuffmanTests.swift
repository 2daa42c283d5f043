import ExactCodec
import TestSupport
import Testing

@Suite struct OptimalHuffmanTests {
  @Test func `a single symbol has a code of one bit`() {
    var frequencies = Array(repeating: 0, count: 256)
    frequencies[7] = 5
    let table = OptimalHuffman.table(frequencies: frequencies)
    #expect(table?.symbols == [7])
    #expect(table?.counts == [1] + Array(repeating: 0, count: 15))
  }

  @Test func `nothing has no table`() {
    #expect(OptimalHuffman.table(frequencies: Array(repeating: 0, count: 256)) == nil)
    #expect(OptimalHuffman.table(frequencies: []) == nil)
  }

  /// Frequencies like Fibonacci's numbers give the longest codes.
  @Test func `codes have at most 16 bits`() throws {
    var frequencies = Array(repeating: 0, count: 256)
    var (last, next) = (1, 1)
    for symbol in 0..<28 {
      frequencies[symbol] = next
      (last, next) = (next, last + next)
    }
    let table = try #require(OptimalHuffman.table(frequencies: frequencies))
    #expect(table.symbols.count == 28)
    #expect(table.symbols.first == 27)
  }

  @Test(arguments: 0..<20) func `all symbols have a code`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let frequencies = (0..<256).map { _ in Int(random.next() % (1 << (random.next() % 20))) }
    let table = try #require(OptimalHuffman.table(frequencies: frequencies))
    let used = frequencies.indices.filter { frequencies[$0] > 0 }
    #expect(table.symbols.sorted() == used.map { UInt8($0) })
  }
}
