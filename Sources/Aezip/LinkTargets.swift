import Container

extension Archive {
  /// Where the archive's symbolic links point to, by their paths; links in damaged blocks are
  /// left out. Reads the blocks that hold links, and no other.
  public func linkTargets() -> [[UInt8]: [UInt8]] {
    var targets: [[UInt8]: [UInt8]] = [:]
    for (number, place) in reader.blocks.enumerated()
    where reader.entries[place.entries].contains(where: { $0.kind == .symlink }) {
      guard let block = try? reader.readBlock(number) else { continue }
      for (index, entry) in block.entries.enumerated() where entry.kind == .symlink {
        targets[entry.path] = Array(block.body(at: index))
      }
    }
    return targets
  }
}
