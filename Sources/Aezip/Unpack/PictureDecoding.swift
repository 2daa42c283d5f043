import Bytes
import Container
import Entropy
import ExactCodec
import Files
import FittedCodec
import Images
import PictureCodec

/// Decodes a picture of an archive, some rows at a time.
final class PictureDecoding {
  /// The source of its colours.
  enum Content {
    case photo(PhotoRows)
    case blocks(BlockRows)
    case pixels(PixelRows)
    case fitted(FittedRows)
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

  /// The samples of the next rows; nil at the end, after the picture's own digest, if any, is
  /// verified.
  ///
  /// - Throws: errors of kind ``ErrorKind/badData``
  func next() throws(AezipError) -> [UInt8]? {
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

  /// The next rows without alpha.
  private func colours() throws(AezipError) -> [UInt8]? {
    switch content {
    case .photo(let rows): return try read(rows.next)
    case .blocks(let rows): return try read(rows.next)
    case .pixels(let rows): return try read(rows.next)
    case .fitted(let rows): return try read(rows.next)
    case .whole(let samples):
      content = .nothing
      return samples
    case .nothing: return nil
    }
  }

  private func read<Failure: Error>(
    _ next: () throws(Failure) -> [UInt8]?
  ) throws(AezipError) -> [UInt8]? {
    do {
      return try next()
    } catch {
      throw .malformedEntry(path: displayName(of: entry.path), reason: "\(error)")
    }
  }

  private func check() throws(AezipError) {
    guard case .samples(let digest) = entry.digest else { return }
    guard SampleDigest(hasher.finish()) == digest else {
      throw .digestMismatch(path: displayName(of: entry.path))
    }
  }
}

extension PictureDecoding {
  /// Decodes the whole picture.
  ///
  /// - Throws: errors of kind ``ErrorKind/badData``
  func picture() throws(AezipError) -> Picture {
    var samples: [UInt8] = []
    samples.reserveCapacity(shape.sampleCount)
    while let rows = try next() { samples += rows }
    return Picture(image: Image(shape, samples: samples), metadata: metadata)
  }

  /// Decodes the picture into a file of its format.
  ///
  /// - Parameter take: receives the file's bytes, in order
  /// - Returns: the number of bytes
  /// - Throws: ``AezipError``, ``ImageError`` for a picture that cannot be written, and errors of
  ///   `take`. The output so far is invalid then.
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
