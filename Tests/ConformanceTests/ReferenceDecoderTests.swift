import Bytes
import Foundation
import ReferenceDecoder
import Testing

/// That the reference decoder is a second implementation, and agrees with what the pages print.
@Suite struct ReferenceDecoderTests {
  @Test(arguments: VectorFolder.valid.names)
  func `it decodes a valid archive to its manifest`(
    name: String
  ) async throws {
    let decoded = try await Manifest(decoding: VectorFolder.valid.read("\(name).aez"))
    #expect(try decoded == Manifest(json: VectorFolder.valid.read("\(name).json")))
  }

  @Test func `it imports no module of the product`() throws {
    let folder = VectorFolder.repository.appending(path: "Tests/ReferenceDecoder")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    var imports: Set<Substring> = []
    for name in names {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      for line in text.split(separator: "\n") where line.contains("import ") {
        guard !line.hasPrefix("//") else { continue }
        imports.insert(line.split(separator: " ").last ?? "")
      }
    }
    #expect(imports == ["CZstd", "Crypto", "CryptoExtras", "Foundation"])
  }

  @Test(
    arguments: [
      ("codes-1.md", DistributionTables.laplace), ("objects-1.md", DistributionTables.logistic),
    ])
  func `its distribution tables have the digest on their page`(
    page: String, tables: [[[Int]]]
  ) throws {
    let bytes = tables.joined().joined().flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    #expect(try FormatPage(page).contains("`\(Digest(of: bytes))`"))
  }

  @Test func `the built-in models of the page are the files it names`() throws {
    let files = try ReferenceModelFile.files(
      in: VectorFolder.repository.appending(path: "Sources/CModels"))
    let page = try FormatPage("model-1.md")
    #expect(files.count == 3)
    for digest in files.keys { #expect(page.contains("`\(hexadecimal(digest))`")) }
  }
}
