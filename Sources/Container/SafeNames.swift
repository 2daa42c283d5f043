/// Entries whose paths lead elsewhere get names that lead nowhere, so that what they hold is saved.
package struct SafeName: Equatable, Sendable {
  /// The path that the archive states.
  package let path: [UInt8]
  /// The name given instead of it.
  package let name: [UInt8]

  /// The longest part of the path that the name has.
  private static let longest = 100

  /// - Parameters:
  ///   - block: the offset of the entry's block
  ///   - index: the entry's place in it
  init(_ path: [UInt8], block: Int, index: Int) {
    self.path = path
    let last = path.split(separator: UInt8(ascii: "/")).last ?? []
    let safe = last.prefix(Self.longest).map { $0 == 0 ? UInt8(ascii: "_") : $0 }
    name = Array("hostile-\(block)-\(index)-".utf8) + safe
  }
}

extension Catalogue {
  /// Renames the entries of the block at `offset` whose paths the format forbids; pieces of one
  /// file keep one name.
  mutating func renameForbiddenPaths(ofBlockAt offset: Int) -> [SafeName] {
    var renamed: [SafeName] = []
    for index in entries.indices where entries[index].pathFlaw != nil {
      let path = entries[index].path
      if index == 0 || renamed.last?.path != path || entries[index].beginsFile {
        renamed.append(SafeName(path, block: offset, index: index))
      }
      entries[index].path = renamed[renamed.count - 1].name
    }
    return renamed
  }
}
