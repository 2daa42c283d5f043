import Container
import Images

extension Extractor {
  /// Finds out before anything is decoded that it comes to far more than the archive's bytes make
  /// likely, though each object by itself is within the limit.
  ///
  /// Files stored exactly do not count: they take hardly longer than writing them.
  ///
  /// - Throws: ``ArchiverError/decodesToTooMuch(bytes:allowed:)``
  func checkTotal(of units: [ExtractionUnit]) throws(ArchiverError) {
    var total = 0
    for case .block(let number, let files) in units {
      // Of these all are decoded if one is wanted.
      let shared = sharedPixels(of: archive.reader.entries[archive.reader.blocks[number].entries])
      let bytes = files.reduce(decodedBytes(ofPixels: shared)) { $0 + decodedBytes(of: $1) }
      let (sum, overflow) = total.addingReportingOverflow(bytes)
      total = overflow ? .max : sum
    }
    guard total <= allowed else { throw .decodesToTooMuch(bytes: total, allowed: allowed) }
  }

  /// Pixels of the pictures that share a digest, and are decoded together.
  func sharedPixels(of entries: ArraySlice<Entry>) -> Int {
    entries.reduce(0) { sum, entry in
      guard entry.digest == .shared, let picture = entry.picture else { return sum }
      return sum + picture.width * picture.height
    }
  }

  private var allowed: Int {
    archive.reader.limit.total(ofArchive: archive.byteCount)
  }

  /// Bytes that decoding a file comes to; 0 of one that is refused by itself.
  private func decodedBytes(of file: WantedFile) -> Int {
    let entry = archive.reader.entries[file.original]
    if entry.kind == .table { return entry.size <= archive.reader.limit.bytes ? entry.size : 0 }
    guard let picture = entry.picture, entry.digest != .shared else { return 0 }
    let pixels = picture.width * picture.height
    // Those are not held, and decoded again for each copy.
    let isLarge = destination.root != nil && pixels > ImageLimits.heldPixels
    return decodedBytes(ofPixels: pixels) * (isLarge ? file.targets.count : 1)
  }

  private func decodedBytes(ofPixels pixels: Int) -> Int {
    pixels <= archive.reader.limit.pixels ? 4 * pixels : 0
  }
}
