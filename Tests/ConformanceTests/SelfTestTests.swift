import Aezip
import Bytes
import Foundation
import Testing

@Suite struct SelfTestTests {
  /// The digest over all archives in the program. It changes only when archives are added.
  static let digest = "4175806a19c1063f4f75e4b79b90b514ffa814635c5905e81526d71c4a254dad"

  @Test func `every instruction set decodes the archives in the program to the pinned digest`()
    async throws
  {
    let results = await SelfTest.run()
    #expect(results.count == SelfTest.vectors.count * SelfTest.instructionSets.count)
    #expect(SelfTest.instructionSets.contains("generic"))
    #expect(results.filter { !$0.isRight }.map(\.vector) == [])
    #expect(SelfTest.digest(of: results) == Self.digest)
    for name in SelfTest.instructionSets {
      #expect(
        SelfTest.digest(of: results.filter { $0.instructionSet == name }) == Self.digest)
    }
    for result in results {
      let manifest = try Manifest(json: VectorFolder.valid.read("\(result.vector).json"))
      #expect(result.digest == self.digest(manifest), "\(result.vector)")
    }
  }

  @Test func `every difference changes the digest`() async throws {
    let results = await SelfTest.run()
    let wrong = SelfTest.Result(
      vector: results[0].vector, instructionSet: results[0].instructionSet, digest: nil,
      isRight: false, problems: ["broken"])
    #expect(SelfTest.digest(of: [wrong] + results.dropFirst()) != Self.digest)
    #expect(SelfTest.digest(of: Array(results.dropLast())) != Self.digest)
  }

  /// The digest that the program computes over the entries of a manifest.
  private func digest(_ manifest: Manifest) -> String {
    var digests: [String: String] = [:]
    for entry in manifest.entries {
      digests[entry.path] = entry.picture?.samples ?? entry.sha256
    }
    var bytes: [UInt8] = []
    for (path, digest) in digests.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    {
      let numbers = stride(from: 0, to: digest.count, by: 2).compactMap {
        UInt8(digest.dropFirst($0).prefix(2), radix: 16)
      }
      bytes += Array(path.utf8) + [0] + numbers
    }
    return Digest(of: bytes).description
  }
}
