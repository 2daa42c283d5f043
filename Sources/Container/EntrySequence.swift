/// What entries, one after the other, must be together.
package enum EntrySequence {
  /// How much of an archive a sequence of entries is.
  package enum Extent {
    /// All of it: every file is there from its first piece to its last.
    case archive
    /// One block: the first entry may go on with a file, the last may leave one unfinished.
    case block
    /// What is left of a damaged archive: pieces of a file may be missing anywhere.
    case remains
  }

  /// Throws unless the entries and their order are what the format allows.
  ///
  /// - Parameter models: how many models the archive names; nil if that is lost.
  package static func validate(
    _ entries: [Entry], as extent: Extent, models: Int?
  ) throws(CatalogueError) {
    var files: [Int] = []
    var copies = 0
    for index in entries.indices {
      try entries[index].validate(models: models)
      if try !continues(entries, at: index, as: extent) { files.append(index) }
      copies = entries[index].kind == .copy ? copies + 1 : 0
      if copies > 0 { try checkCopy(entries, at: index, number: copies) }
    }
    if extent == .archive, let last = entries.last, !last.endsFile {
      throw .entry(path: last.path, .brokenPieces(offset: last.size, expected: last.pieceEnd))
    }
    try checkPaths(of: files, in: entries)
  }

  /// Whether the entry at `index` is a further piece of the entry before it.
  private static func continues(
    _ entries: [Entry], at index: Int, as extent: Extent
  ) throws(CatalogueError) -> Bool {
    let entry = entries[index]
    let previous = index > 0 ? entries[index - 1] : nil
    if let previous, !previous.endsFile || !entry.beginsFile, entry.path == previous.path {
      let joins =
        extent == .remains
        ? entry.pieceOffset >= previous.pieceEnd : entry.pieceOffset == previous.pieceEnd
      guard joins, previous.kind == .exact, entry.isLike(previous) else {
        throw .entry(
          path: entry.path,
          .brokenPieces(offset: entry.pieceOffset, expected: previous.pieceEnd))
      }
      return true
    }
    if extent == .remains { return false }
    if let previous, !previous.endsFile {
      throw .entry(
        path: previous.path,
        .brokenPieces(offset: previous.size, expected: previous.pieceEnd))
    }
    guard entry.beginsFile || (extent == .block && index == 0) else {
      throw .entry(path: entry.path, .brokenPieces(offset: entry.pieceOffset, expected: 0))
    }
    return false
  }

  /// Throws unless the entry at `index`, the `number`th copy in a row, follows what it is a copy of.
  private static func checkCopy(
    _ entries: [Entry], at index: Int, number: Int
  ) throws(CatalogueError) {
    let copy = entries[index]
    guard index > 0, entries[index - 1].isCopiable else {
      throw .entry(path: copy.path, .copyOfNothing)
    }
    let size = entries[index - 1].size
    guard copy.size == size else {
      throw .entry(path: copy.path, .copyOfOtherSize(copy.size, original: size))
    }
    guard number <= ArchiveLimit.copies else {
      throw .entry(path: copy.path, .tooManyCopies(limit: ArchiveLimit.copies))
    }
  }

  /// Throws if a path occurs twice or leads through something that is no directory.
  ///
  /// In order of components whatever lies below a path follows it at once, so that neighbours
  /// are all that need be compared.
  private static func checkPaths(of files: [Int], in entries: [Entry]) throws(CatalogueError) {
    let isSorted = files.indices.dropFirst().allSatisfy {
      precedes(entries[files[$0 - 1]].path, entries[files[$0]].path)
    }
    let sorted = isSorted ? files : files.sorted { precedes(entries[$0].path, entries[$1].path) }
    for index in sorted.indices.dropFirst() {
      let upper = entries[sorted[index - 1]]
      let path = entries[sorted[index]].path
      guard path != upper.path else { throw .entry(path: path, .duplicate) }
      if upper.kind != .directory, path.starts(with: upper.path),
        path[upper.path.count] == UInt8(ascii: "/")
      {
        throw .entry(path: path, .belowFile(path: upper.path))
      }
    }
  }

  /// Whether `first` comes before `second` where "/" comes before every other byte.
  private static func precedes(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    for index in 0..<min(first.count, second.count) where first[index] != second[index] {
      // No path has a zero byte.
      let slash = UInt8(ascii: "/")
      return (first[index] == slash ? 0 : first[index])
        < (second[index] == slash ? 0 : second[index])
    }
    return first.count < second.count
  }
}

extension Entry {
  /// Whether this and `other` describe the same file.
  fileprivate func isLike(_ other: Entry) -> Bool {
    kind == other.kind && size == other.size && mode == other.mode && modified == other.modified
  }
}
