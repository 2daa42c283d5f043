import Bytes
import ExactCodec
import Testing

@Suite struct JPEGPageTests {
  @Test func `the built-in model is the one that the page names`() throws {
    let digest = Digest(of: CoefficientStart.builtInFile[...])
    #expect(try FormatPage("jpeg-1.md").contains("    \(digest)"))
  }

  @Test func `the vector of repaired files needs every part of a record`() throws {
    for (name, file, record) in try RepairedJPEGs.all() {
      let split = try SplitJPEG(reading: file, coefficientLimit: 1 << 20)
      #expect(split.rest.record == record, "\(name)")
    }
  }
}
