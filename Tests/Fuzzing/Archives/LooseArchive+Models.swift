import Bytes
import Container

extension LooseArchive {
  /// The archive with a model inside in place of those that are not; as it is where it cannot be
  /// taken apart.
  static func carrying(_ file: [UInt8], insteadOfOthersIn archive: [UInt8]) -> [UInt8] {
    guard var loose = LooseArchive(archive),
      let models = try? [ModelReference](opening: loose.head, at: 0),
      models.contains(where: { !$0.isEmbedded })
    else { return archive }
    let digest = Digest(of: file)
    let list = models.map {
      $0.isEmbedded ? $0 : ModelReference(digest: digest, name: $0.name, isEmbedded: true)
    }
    var head = ByteWriter()
    list.write(to: &head)
    loose.head = head.bytes
    guard let frame = try? CheckedFrame.compress(file) else { return archive }
    loose.parts.insert(.model(LooseModel(digest.bytes + frame)), at: 0)
    loose.lowerLevels()
    return loose.bytes
  }

  /// Brings levels to what the tiny model has.
  private mutating func lowerLevels() {
    for place in parts.indices {
      guard case .block(var block) = parts[place], var table = block.parsed else { continue }
      for index in table.entries.indices {
        table.entries[index].picture?.level %= 512
      }
      block.catalogue = table.bytes
      parts[place] = .block(block)
    }
  }
}
