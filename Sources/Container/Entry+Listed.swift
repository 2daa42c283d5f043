extension Entry {
  /// The entry as an archive's list has it: with the lengths that follow from its other fields.
  ///
  /// What a picture takes in its block matters only to who reads the block, and would cost as much
  /// again as it costs there.
  package var listed: Entry {
    var entry = self
    entry.extrasLength = 0
    entry.picture?.psnr = 0
    if kind != .exact, kind != .symlink { entry.bodyLength = 0 }
    return entry
  }

  /// The entry as the index stores it.
  package var stored: Entry {
    var entry = self
    entry.extrasLength = 0
    entry.bodyLength = 0
    entry.picture?.psnr = 0
    return entry
  }
}

extension [Entry] {
  /// As a block may store them whose sizes the index tells: of pictures and their copies, they say
  /// nothing that a reader needs.
  var omittingSizesOfPictures: [Entry] {
    var (entries, isPicture) = (self, false)
    for index in indices {
      if self[index].kind != .copy { isPicture = self[index].kind == .picture }
      if isPicture { entries[index].size = 0 }
    }
    return entries
  }

  /// Sizes that a block has left to the index.
  ///
  /// - Parameter listed: the same entries, if all is well
  mutating func takeSizesOfPictures(from listed: ArraySlice<Entry>) {
    guard listed.count == count else { return }
    for (index, entry) in zip(indices, listed)
    where self[index].size == 0 && (entry.kind == .picture || entry.kind == .copy) {
      self[index].size = entry.size
    }
  }

  /// Gives entries that the index stored the lengths which follow from their other fields: a piece
  /// goes on to the next, the last one to the end of its file.
  package mutating func restoreLengths() throws(CatalogueError) {
    for index in indices {
      self[index] = self[index].stored
      let entry = self[index]
      if entry.kind == .symlink { self[index].bodyLength = entry.size }
      guard entry.kind == .exact else { continue }
      var end = entry.size
      if index + 1 < count, self[index + 1].path == entry.path {
        end = self[index + 1].pieceOffset
      }
      let length = end - entry.pieceOffset
      guard (0...ArchiveLimit.body).contains(length) else {
        throw .entry(
          path: entry.path,
          .pieceOutsideFile(offset: entry.pieceOffset, length: length, size: entry.size))
      }
      self[index].bodyLength = length
    }
  }
}
