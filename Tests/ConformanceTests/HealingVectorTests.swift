import Aezip
import Bytes
import Container
import ReferenceDecoder
import Testing

/// The archives of `must-heal/`.
@Suite(.serialized) struct HealingVectorTests {
  private static let whole = "redundancy.aez"

  @Test(.enabled(if: VectorFolder.isUpdating, "UPDATE_VECTORS is not 1"))
  func `missing vectors are made`() throws {
    for (name, damage) in HealingVectors.all {
      try VectorFolder.mustHeal.add("\(name).aez", HealingVectors.damaged(damage))
      let digest = Digest(of: try VectorFolder.valid.read(Self.whole))
      try VectorFolder.mustHeal.add("\(name).txt", Array("\(digest)\n".utf8))
    }
  }

  @Test(arguments: VectorFolder.mustHeal.names)
  func `a damaged archive is healed byte for byte`(name: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write(VectorFolder.mustHeal.read("\(name).aez"), "damaged.aez")
    let report = try Archive.repair(scratch.path("damaged.aez"), into: scratch.path("whole.aez"))
    #expect(report.isComplete && report.healed?.isComplete == true)
    let digest = Digest(of: try scratch.read("whole.aez"))
    #expect(Array("\(digest)\n".utf8) == (try VectorFolder.mustHeal.read("\(name).txt")))
    #expect(try scratch.read("whole.aez") == VectorFolder.valid.read(Self.whole))
  }

  @Test func `no vector is missing`() {
    #expect(VectorFolder.mustHeal.names == HealingVectors.all.map(\.name).sorted())
  }

  @Test(arguments: VectorFolder.mustHeal.names)
  func `the reference decoder heals a damaged archive by the page`(name: String) throws {
    let healed = try Parity.healed(VectorFolder.mustHeal.read("\(name).aez"))
    #expect(try healed == VectorFolder.valid.read(Self.whole))
  }

  @Test func `the parity that the program writes is what the reference decoder makes`() throws {
    // The reference decoder computes the parity sections of an intact archive as well.
    let archive = try VectorFolder.valid.read(Self.whole)
    #expect(try Parity.healed(archive) == archive)
  }

  @Test func `any run of an eighth of an archive is healed`() throws {
    let archive = try VectorFolder.valid.read(Self.whole)
    let length = archive.count / 8
    for start in stride(from: 0, through: archive.count - length, by: 97) {
      var damaged = archive
      for offset in start..<start + length { damaged[offset] = 0xAA }
      let healing = try #require(try ArchiveHealing.heal(damaged))
      #expect(try healing.read(at: 0, count: healing.count) == archive, "\(start)")
    }
  }
}
