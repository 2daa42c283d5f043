import Networks
import Testing

@Suite struct LevelTests {
  /// Three levels of two numbers.
  private static let table: [Float] = [0, 8, 1, 4, 3, 0]

  @Test func `a level between two has the mean of their rows`() {
    let level = QualityLevel(index: 256 + 64, conditioning: .nearest)
    #expect(level.row(of: Self.table, levels: 3) == [1.5, 3])
    let mean = QualityLevel(index: 256 + 64, conditioning: .interpolated)
    #expect(mean.conditioning(of: Self.table, levels: 3) == [1.5, 3])
  }

  @Test(arguments: [(0, 0), (1, 0), (128, 0), (129, 1), (256, 1), (384, 1), (385, 2), (512, 2)])
  func `the prior is conditioned on the nearest level, halfway on the lower one`(
    position: Int, nearest: Int
  ) {
    let level = QualityLevel(index: position, conditioning: .nearest)
    let found = level.conditioning(of: Self.table, levels: 3)
    #expect(found == Array(Self.table[2 * nearest..<2 * nearest + 2]))
  }

  @Test func `at a trained level there is one expectation`() {
    #expect(QualityLevel(index: 512, conditioning: .nearest) == .trained(2))
    #expect(QualityLevel(quality: 50, levels: 3, conditioning: .nearest) == .trained(1))
    #expect(QualityLevel(share: 0.25, levels: 3, conditioning: .nearest).conditioning == .nearest)
  }
}
