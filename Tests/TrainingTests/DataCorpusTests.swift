import Foundation
import Images
import Testing
import Training

/// Real data, where AEZIP_CORPUS names a folder that has it: `mnist/*.gz`, `smiles/*/*.jpg`.
private let corpus = ProcessInfo.processInfo.environment["AEZIP_CORPUS"]

@Suite(.enabled(if: corpus != nil, "AEZIP_CORPUS is unset"))
struct CorpusTests {
  private func path(_ name: String) throws -> [UInt8] {
    Array("\(try #require(corpus))/\(name)".utf8)
  }

  @Test(arguments: [
    ("train", 60_000, 0.1307, [5, 0, 4]), ("t10k", 10_000, 0.1325, [7, 2, 1]),
  ])
  func `MNIST has the digits and the mean that it is known for`(
    part: String, count: Int, mean: Double, labels: [Int]
  ) throws {
    let data = try Dataset.open([try path("mnist/\(part)-images-idx3-ubyte.gz")])
    guard case .table(let table) = data.content else {
      Issue.record("no table")
      return
    }
    #expect(table.axes == [count, 28, 28])
    var sum = 0.0
    for object in 0..<count {
      sum += table.numbers(of: object, scale: table.unitScale).reduce(0) { $0 + Double($1) }
    }
    #expect(abs(sum / Double(count * 784) - mean) < 0.00005)
    let found = try #require(try data.labels())
    #expect(found.classes == (0...9).map(String.init))
    #expect(found.indices.count == count)
    #expect(Array(found.indices.prefix(3)) == labels)
    #expect(abs(Double(table.split.heldOut.count) / Double(count) - 0.1) < 0.01)
  }

  @Test func `MNIST as a folder is all its digits`() throws {
    let data = try Dataset.open([try path("mnist")])
    #expect(data.count == 70_000)
    #expect(try data.labels()?.indices.count == 70_000)
  }

  @Test func `SMILEs are 13,165 grey faces of 64 × 64`() throws {
    let data = try Dataset.open([try path("smiles")])
    guard case .pictures(let source) = data.content else {
      Issue.record("no pictures")
      return
    }
    #expect(source.items.count == 13_165)
    #expect(source.uniformShape == PictureShape(width: 64, height: 64, channels: .grey))
    #expect(source.labels?.classes.count == 2)
    for index in stride(from: 0, to: source.items.count, by: 500) {
      #expect(try source.load(index).pixelCount == 4096)
    }
  }

  @Test func `photographs are of many sizes`() throws {
    let data = try Dataset.open([try path("photos")])
    guard case .pictures(let source) = data.content else {
      Issue.record("no pictures")
      return
    }
    #expect(source.uniformShape == nil)
    for index in stride(from: 0, to: source.items.count, by: source.items.count / 20 + 1) {
      #expect(throws: Never.self) { try source.load(index) }
    }
  }
}
