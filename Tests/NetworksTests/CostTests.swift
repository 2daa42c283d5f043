import Networks
import PictureCodec
import Testing

@Suite struct CostTests {
  @Test func `photo-1 costs what its architecture says`() throws {
    let cost = try PhotoModel(file: BuiltInModel.all[0].file).cost
    // Multiply-adds a pixel, by hand from the page's sizes. Step 0 has no codes to look at, so
    // three context filters run, not four.
    let hyperAnalysis = 1490.4375
    let prior = 1250.4375 + 2445.75
    let synthesis = 7030.0
    #expect(abs(cost.encode - (8200 + hyperAnalysis + prior)) < 1)
    #expect(abs(cost.checkedEncode - cost.encode - synthesis) < 1)
    #expect(abs(cost.decode - prior - synthesis) < 1)
  }
}
