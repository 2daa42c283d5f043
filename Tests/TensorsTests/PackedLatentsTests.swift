import Tensors
import Testing

@Suite struct PackedLatentsTests {
  @Test(arguments: [0, 1, 63, 64, 65, 1000])
  func `symbols of any size and number come back`(count: Int) {
    let kinds: [Int16] = [0, 0, 1, -1, 127, -127, -128, 128, 32767, -32767]
    let symbols = (0..<count).map { kinds[$0 * 7 % kinds.count] }
    let zeros = Array(repeating: Int16(0), count: count)
    for symbols in [symbols, zeros, Array(symbols.reversed())] {
      let grid = LatentGrid(rows: 1, columns: count, channels: 1, symbols: symbols)
      #expect(PackedLatents(grid).grid == grid)
    }
  }
}
