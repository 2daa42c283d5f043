import Bytes
import FittedCodec
import ReferenceDecoder
import Testing

/// That what fitted-1.md says is what the program does.
@Suite struct FittedPageTests {
  @Test func `the built-in start states are those that the page names`() throws {
    let digest = Digest(of: StartState.builtInFile[...])
    #expect(try FormatPage("fitted-1.md").contains("    \(digest)"))
  }

  @Test func `the tables have the digest that the page names`() throws {
    let bytes = FittedTables.all.flatMap(\.numbers).flatMap {
      [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
    }
    #expect(try FormatPage("fitted-1.md").contains("    \(Digest(of: bytes[...]))"))
  }
}
