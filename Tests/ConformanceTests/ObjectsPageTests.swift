import Bytes
import Entropy
import Foundation
import ReferenceDecoder
import Tensors
import Testing

/// The program agrees with the test vectors of `Formats/objects-1.md`.
@Suite struct ObjectsPageTests {
  /// The rows of section 8.1: the bits of x and of five functions of it.
  private static func rows() throws -> [[UInt32]] {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Formats/objects-1.md")
    let page = try String(contentsOf: url, encoding: .utf8)
    let section = page.components(separatedBy: "### 8.1 ").last ?? ""
    return section.components(separatedBy: "###")[0].split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").compactMap {
        UInt32($0.trimmingCharacters(in: .whitespaces), radix: 16)
      }
      return cells.count == 6 ? cells : nil
    }
  }

  @Test(arguments: [("codes-1.md", SymbolTables.laplace), ("objects-1.md", .logistic)])
  func `distribution tables have the digest on their page`(
    page: String, tables: SymbolTables
  ) throws {
    let bytes = tables.starts.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    #expect(try FormatPage(page).contains("`\(Digest(of: bytes))`"))
  }

  @Test func `functions give the bits of section 8-1, with every instruction set`() throws {
    let rows = try Self.rows()
    try #require(rows.count == 13)
    let x = Tensor(
      rows: 1, columns: 1, channels: 13, values: rows.map { Float(bitPattern: $0[0]) })
    for name in Kernels.names {
      guard let kernels = try? Kernels(named: name) else { continue }
      Kernels.$forced.withValue(kernels) {
        let found = [
          x.activated(), x.mapped(.relu), x.mapped(.sigmoid), x.mapped(.tanh),
          x.mapped(.softplus),
        ].map { $0.values.map(\.bitPattern) }
        for (column, values) in found.enumerated() {
          #expect(values == rows.map { $0[column + 1] }, "\(name) \(column)")
        }
      }
    }
    let functions = ["leaky", "relu", "sigmoid", "tanh", "softplus"]
    for (column, function) in functions.enumerated() {
      let own = try #require(SampleFunctions.named[function])
      #expect(
        rows.map { own(Float(bitPattern: $0[0])).bitPattern } == rows.map { $0[column + 1] },
        "\(function)")
    }
  }
}
