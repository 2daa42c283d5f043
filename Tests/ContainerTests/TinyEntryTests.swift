import Bytes
import Container
import TestSupport
import Testing

/// What ten thousand 28 × 28 pictures cost beside their codes.
@Suite struct TinyEntryTests {
  /// Named 00000.png and so on, written at some 2000 a second, with random lengths.
  static func blocks() throws -> [CompressedBlock] {
    var random = SplitMix64(seed: 28)
    var time: Int64 = 1_700_000_000
    var blocks: [CompressedBlock] = []
    var block = Block()
    for number in 0..<10_000 {
      let digits = String(number)
      var entry = Samples.picture(
        String(repeating: "0", count: 5 - digits.count) + digits + ".png",
        size: random.around(290, 60), digest: .shared)
      if random.next() % 2000 == 0 { time += 1 }
      entry.modified.seconds = time
      block.append(entry, body: random.bytes(random.around(24, 8)))
      if block.entries.count == 4096 || number == 9_999 {
        block.sharedDigest = SampleDigest(Digest(of: [1]))
        blocks.append(try block.compressed(bodyLevel: 1))
        block = Block()
      }
    }
    return blocks
  }

  @Test func `ten thousand tiny pictures cost at most 2.8 bytes each beside their bodies`() throws {
    let blocks = try Self.blocks()
    let archive = try Samples.archive(blocks, models: [Samples.builtIn])
    // Random bodies do not compress: what is left is all else, frames and headers too.
    let bodies = blocks.flatMap(\.entries).reduce(0) { $0 + $1.bodyLength }
    #expect(archive.count - bodies <= 28_000)
    #expect(try ArchiveReader(archive).entries.count == 10_000)
  }
}
