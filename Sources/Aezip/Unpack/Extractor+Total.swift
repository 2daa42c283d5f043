import Container
import Images

extension Extractor {
  /// Rejects, before decoding, a total that is implausible for the archive's size although each
  /// entry is within the limit.
  ///
  /// Lossless files do not count, as reading them is as fast as writing.
  ///
  /// - Throws: ``AezipError/decodesToTooMuch(bytes:allowed:)``
  func checkTotal(of units: [ExtractionUnit]) throws(AezipError) {
    var total = 0
    for case .block(let number, let files) in units {
      // All of these are decoded if one is wanted.
      let shared = archive.reader.entries[archive.reader.blocks[number].entries].sharedPixels
      let bytes = files.reduce(decodedBytes(ofPixels: shared)) { $0 + decodedBytes(of: $1) }
      let (sum, overflow) = total.addingReportingOverflow(bytes)
      total = overflow ? .max : sum
    }
    guard total <= allowed else { throw .decodesToTooMuch(bytes: total, allowed: allowed) }
  }

  /// The bytes of pictures or tables that are decoded in the time of a JPEG file's byte, and of a
  /// raster's.
  private static let (jpegWeight, rasterWeight) = (32, 8)

  private var allowed: Int {
    archive.reader.limit.total(ofArchive: archive.byteCount)
  }

  /// The decoded bytes of a file; 0 if it is rejected itself.
  private func decodedBytes(of file: WantedFile) -> Int {
    let entry = archive.reader.entries[file.original]
    if entry.kind == .table || entry.kind.isRecoded {
      guard entry.size <= archive.reader.limit.bytes else { return 0 }
      guard entry.kind.isRecoded else { return entry.size }
      let weight = entry.kind == .jpeg ? Self.jpegWeight : Self.rasterWeight
      let isAgain = destination.root != nil && entry.size > HeldFile.bytes
      return weight * entry.size * (isAgain ? file.targets.count : 1)
    }
    guard let picture = entry.picture, entry.digest != .shared else { return 0 }
    let pixels = picture.width * picture.height
    // These are not held in memory, and are decoded again for each copy.
    let isLarge = destination.root != nil && pixels > ImageLimits.heldPixels
    return decodedBytes(ofPixels: pixels) * (isLarge ? file.targets.count : 1)
  }

  private func decodedBytes(ofPixels pixels: Int) -> Int {
    pixels <= archive.reader.limit.pixels ? 4 * pixels : 0
  }
}
