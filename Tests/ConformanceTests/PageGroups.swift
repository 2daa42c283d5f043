import Container
import Entropy
import Testing

/// The groups of a block, decoded as `objects-1.md`, section 1, says.
struct PageGroups {
  /// Of the pictures of groups, by their place in the block, without alpha.
  private(set) var samples: [Int: [UInt8]] = [:]

  init(_ reader: ArchiveReader, _ block: Block) throws {
    let grouped = block.entries.indices.filter {
      [2, 3].contains(block.entries[$0].picture?.coder.rawValue)
    }
    let keys = Set(grouped.map { Self.key(block.entries[$0]) })
    for key in keys {
      let members = grouped.filter { Self.key(block.entries[$0]) == key }
      let file = try reader.embeddedModel(reader.models[key[1]].digest)
      try #require(members.dropFirst().allSatisfy { block.body(at: $0).isEmpty })
      let decoded = try PageSamples(file: file).decode(
        block.body(at: members[0]),
        levels: members.map { Int(block.entries[$0].picture?.level ?? 0) },
        coder: key[0] == 2 ? .prior : .zstd)
      for (index, picture) in zip(members, decoded) { samples[index] = picture }
    }
  }

  private static func key(_ entry: Entry) -> [Int] {
    [Int(entry.picture?.coder.rawValue ?? 0), entry.picture?.model ?? 0]
  }
}
