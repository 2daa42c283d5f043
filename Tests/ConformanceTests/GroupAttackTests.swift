import Aezip
import Entropy
import Networks
import Testing

/// Groups of symbols that are within the limit each, and above it together.
@Suite struct GroupAttackTests {
  private static let count = 100

  /// A model of 4×4 grey pictures with 64 latents: the symbols of 100 pictures take 50 kB.
  private static func model(scale: Double) -> [UInt8] {
    TinySamples.file(
      shape: "4x4x1", latents: 64,
      decoder: [
        .init("dense:16", weights: [16, 64], scale: scale), .init("reshape:4x4x1"),
        .init("sigmoid"),
      ],
      encoder: [.init("reshape:1x1x16"), .init("dense:64", weights: [64, 16], scale: 2)])
  }

  @Test
  func `group bomb: groups of one block are bounded together, though each is within the limit`()
    async throws
  {
    let scratch = try ScratchFolder()
    let files = [Self.model(scale: 1), Self.model(scale: 2)]
    let groups = try files.enumerated().map { place, file in
      try RawBlock.Row.group(
        "\(place)", SampleModel(file: file), Array(repeating: 256, count: Self.count), .prior,
        place)
    }
    var together = try RawArchive.ofObjects(files)
    together.parts.append(.block(RawBlock(groups.flatMap(\.self))))
    var apart = try RawArchive.ofObjects(files)
    apart.parts += groups.map { .block(RawBlock($0)) }
    try scratch.write(together.bytes(), "together.aez")
    try scratch.write(apart.bytes(), "apart.aez")

    // Room for the symbols of one and a half groups, of eight bytes each.
    let limit = 8 * 64 * Self.count * 3 / 2
    let report = try await Archive(path: scratch.path("together.aez"), limit: limit).verify()
    #expect(report.problems.count == Self.count)
    #expect(report.problems.allSatisfy { $0.kind == .badData && $0.message.contains("allowed") })
    let others = try await Archive(path: scratch.path("apart.aez"), limit: limit).verify()
    #expect(others.problems.isEmpty)
    let all = try await Archive(path: scratch.path("together.aez")).verify()
    #expect(all.problems.isEmpty && all.pictures == 2 * Self.count)
  }
}
