extension Entry {
  /// The entry as an archive's list has it: with the lengths that follow from its other fields.
  ///
  /// What a picture takes in its block matters only to who reads the block, and would cost as much
  /// again as it costs there.
  package var listed: Entry {
    var entry = self
    entry.omitLengths()
    if kind == .exact || kind == .symlink { entry.bodyLength = bodyLength }
    return entry
  }

  /// The entry as the index stores it.
  package var stored: Entry {
    var entry = self
    entry.omitLengths()
    return entry
  }

  /// Leaves out what the index does not store.
  fileprivate mutating func omitLengths() {
    extrasLength = 0
    bodyLength = 0
    picture?.psnr = 0
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
      self[index].omitLengths()
      if self[index].kind == .symlink { self[index].bodyLength = self[index].size }
      guard self[index].kind == .exact else { continue }
      let (size, offset) = (self[index].size, self[index].pieceOffset)
      var end = size
      if index + 1 < count, self[index + 1].path == self[index].path {
        end = self[index + 1].pieceOffset
      }
      let length = end - offset
      guard (0...ArchiveLimit.body).contains(length) else {
        throw .entry(
          path: self[index].path, .pieceOutsideFile(offset: offset, length: length, size: size))
      }
      self[index].bodyLength = length
    }
  }
}
