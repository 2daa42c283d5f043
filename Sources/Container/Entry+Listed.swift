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
