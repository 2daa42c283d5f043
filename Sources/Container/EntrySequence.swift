import Bytes

/// The rules that entries must obey as a sequence.
package enum EntrySequence {
  /// The part of an archive that a sequence of entries covers.
  package enum Extent {
    /// The whole archive, with all pieces of every file.
    case archive
    /// One block, whose first and last files may continue in other blocks.
    case block
    /// The intact part of a damaged archive, in which pieces of files may be missing.
    case remains
  }

  /// Throws ``CatalogueError/entry(path:_:)`` unless the format allows the entries and their order.
  ///
  /// - Parameter models: the number of models that the archive names; nil if that is lost.
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

  /// Whether the entry at `index` is another piece of the file of the entry before it.
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

  /// Throws unless the entry at `index`, the `number`th copy in a row, follows its original.
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

  /// Throws if a path occurs twice, or leads through an entry that is not a directory.
  ///
  /// In the order of components everything below a path directly follows it, so that only
  /// neighbours must be compared.
  private static func checkPaths(of files: [Int], in entries: [Entry]) throws(CatalogueError) {
    let isSorted = files.indices.dropFirst().allSatisfy {
      entries[files[$0 - 1]].path.precedesPath(entries[files[$0]].path)
    }
    let sorted = isSorted ? files : files.sorted { entries[$0].path.precedesPath(entries[$1].path) }
    for index in sorted.indices.dropFirst() {
      let upper = entries[sorted[index - 1]].path
      let path = entries[sorted[index]].path
      guard path != upper else { throw .entry(path: path, .duplicate) }
      if entries[sorted[index - 1]].kind != .directory, path.starts(with: upper),
        path[upper.count] == UInt8(ascii: "/")
      {
        throw .entry(path: path, .belowFile(path: upper))
      }
    }
  }
}

extension Entry {
  /// Whether this and `other` describe the same file.
  fileprivate func isLike(_ other: Entry) -> Bool {
    kind == other.kind && size == other.size && mode == other.mode && modified == other.modified
  }
}
