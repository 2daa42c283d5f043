extension Entry {
  /// The entry as a reader lists it: with only those lengths that follow from its other fields.
  ///
  /// The length of a picture in its block matters only to readers of the block. To store it in the
  /// index too would double its cost.
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

  /// Clears the fields that the index does not store.
  fileprivate mutating func omitLengths() {
    extrasLength = 0
    bodyLength = 0
    picture?.psnr = 0
  }
}

extension [Entry] {
  /// The entries without the sizes of pictures and their copies, which a block may leave to the
  /// index, because decoding does not need them.
  var omittingSizesOfPictures: [Entry] {
    var (entries, isPicture) = (self, false)
    for index in indices {
      if self[index].kind != .copy { isPicture = self[index].kind == .picture }
      if isPicture { entries[index].size = 0 }
    }
    return entries
  }

  /// Sets the sizes that a block leaves to the index.
  ///
  /// - Parameter listed: the same entries in the index, if archive and index agree.
  mutating func takeSizesOfPictures(from listed: ArraySlice<Entry>) {
    guard listed.count == count else { return }
    for (index, entry) in zip(indices, listed)
    where self[index].size == 0 && (entry.kind == .picture || entry.kind == .copy) {
      self[index].size = entry.size
    }
  }

  /// Restores lengths that the index does not store from other fields: a piece extends to the next
  /// one, the last piece to the end of its file.
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
