import Bytes
import ExactCodec
import Testing

@Suite struct JPEGPageTests {
  @Test func `the built-in model is the one that the page names`() throws {
    let digest = Digest(of: CoefficientStart.builtInFile[...])
    #expect(try FormatPage("jpeg-1.md").contains("    \(digest)"))
  }
}
