import Networks
import Testing

@Suite struct CostTests {
  @Test func `photo-1 costs what its architecture says`() throws {
    let cost = try PhotoModel(file: BuiltInModel.all[0].file).cost
    // Multiply-adds a pixel, by hand from the page's sizes. Step 0 has no codes to look at, so
    // three context filters run, not four.
    let hyperAnalysis = 1490.4375
    let rest = 1250.4375 + 2445.75 + 7030
    #expect(abs(cost.encode - (8200 + hyperAnalysis + rest)) < 1)
    #expect(abs(cost.decode - rest) < 1)
  }
}
