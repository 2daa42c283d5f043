import Bytes
import Container
import Files
import Images
import PictureCodec

/// A picture of an archive while it is decoded, some rows at a time.
final class PictureDecoding {
  /// Where its colours come from.
  enum Content {
    case photo(PhotoReading, ReconstructedRows)
    /// All samples.
    case whole([UInt8])
    case nothing
  }

  let shape: ImageShape
  let metadata: ImageMetadata
  private let entry: Entry
  private var content: Content
  private var alpha: AlphaRows?
  private var hasher = DigestHasher()

  init(
    entry: Entry, shape: ImageShape, metadata: ImageMetadata, content: Content, alpha: AlphaRows?
  ) {
    (self.entry, self.shape, self.metadata) = (entry, shape, metadata)
    (self.content, self.alpha) = (content, alpha)
  }

  /// The samples of the next rows; nil behind the last, where the picture's own digest, if it has
  /// one, is found to be that of its samples.
  ///
  /// - Throws: errors of kind ``ErrorKind/badData``
  func next() throws(ArchiverError) -> [UInt8]? {
    guard let colours = try colours() else {
      try check()
      return nil
    }
    let bare = shape.withoutAlpha
    let count = colours.count / bare.line
    let rows = Image(
      ImageShape(width: bare.width, height: count, channels: bare.channels), samples: colours
    ).joined(withAlpha: alpha?.next(count)).samples
    if case .samples = entry.digest { hasher.update(rows[...]) }
    return rows
  }

  /// The next rows, less alpha.
  private func colours() throws(ArchiverError) -> [UInt8]? {
    switch content {
    case .photo(let reading, let painted):
      do {
        guard let band = try reading.next() else { return nil }
        return painted.take(band)
      } catch {
        throw .malformedEntry(path: displayName(of: entry.path), reason: "\(error)")
      }
    case .whole(let samples):
      content = .nothing
      return samples
    case .nothing: return nil
    }
  }

  private func check() throws(ArchiverError) {
    guard case .samples(let digest) = entry.digest else { return }
    guard SampleDigest(hasher.finish()) == digest else {
      throw .digestMismatch(path: displayName(of: entry.path))
    }
  }
}

extension PictureDecoding {
  /// Decodes the picture into a file of its format.
  ///
  /// - Parameter take: is given the file's bytes, in order
  /// - Returns: how many they are
  /// - Throws: ``ArchiverError``, ``ImageError`` for a picture that cannot be written, and what
  ///   `take` does. What was taken by then is worth nothing.
  func write(to take: ([UInt8]) throws -> Void) throws -> Int {
    let file = try OutputPicture(shape, metadata)
    var count = 0
    while let rows = try next() {
      let bytes = try file.append(rows)
      count += bytes.count
      try take(bytes)
    }
    return count
  }
}
