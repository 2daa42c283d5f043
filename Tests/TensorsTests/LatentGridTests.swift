import Tensors
import Testing

@Suite struct LatentGridTests {
  static func grid(rows: Int, columns: Int, channels: Int) -> LatentGrid {
    LatentGrid(
      rows: rows, columns: columns, channels: channels,
      symbols: (1...rows * columns * channels).map { Int16($0) })
  }

  @Test func `four steps code every element exactly once, in the order of the page`() {
    let grid = Self.grid(rows: 4, columns: 6, channels: 32)
    let seen = CodingStep.all.flatMap { grid.symbols(of: $0, rows: 0..<4) }
    #expect(seen.count == grid.symbols.count)
    #expect(Set(seen) == Set(grid.symbols))
    // Step 0 begins with group 0 at the even/even positions.
    #expect(Array(seen.prefix(9)) == [1, 2, 3, 4, 5, 6, 7, 8, 65])
  }

  @Test func `a mask shows what the steps before coded and nothing else`() {
    let grid = Self.grid(rows: 2, columns: 2, channels: 32)
    for step in CodingStep.all {
      let known = CodingStep.all.prefix(step.index).flatMap { grid.symbols(of: $0, rows: 0..<2) }
      let masked = LatentGrid.masked([grid], before: step, rows: 0..<2).values
      #expect(
        masked == grid.symbols.map { known.contains($0) ? Float($0) : 0 })
    }
  }

  @Test func `symbols inserted step by step rebuild the grid, in bands too`() {
    let grid = Self.grid(rows: 8, columns: 4, channels: 32)
    var rebuilt = LatentGrid(rows: 8, columns: 4, channels: 32)
    var values = DequantisedLatents(for: rebuilt)
    let zero = Tensor.zeros(rows: 1, columns: 1, channels: 2 * 4 * 4 * 8)
    for step in CodingStep.all {
      for rows in [0..<4, 4..<8] {
        var parameters = PriorParameters()
        parameters.append(head: zero)
        rebuilt.insert(
          grid.symbols(of: step, rows: rows), parameters: parameters, of: step, rows: rows,
          values: &values, offsets: Array(repeating: 0.25, count: 64 * 17),
          gain: Array(repeating: 2, count: 32))
      }
    }
    #expect(rebuilt == grid)
    #expect(values.complete.values == grid.symbols.map { (Float($0) + 0.25) * 2 })
  }
}
