import Aezip
import Bytes
import Files
import Images

/// The pictures that codecs are measured on, found below a folder.
package struct PictureSet: Sendable {
  /// In the order of their names.
  package let pictures: [PictureFile]
  /// Files that could not be read or decoded, one line each.
  package let problems: [Problem]
  /// What a reader of the report should know of them, one line each.
  package let notes: [String]

  /// Pixels of all pictures.
  package var pixels: Int { pictures.reduce(0) { $0 + $1.width * $1.height } }

  /// The digest of all pictures, in order.
  var digest: Digest {
    var hasher = DigestHasher()
    for picture in pictures { hasher.update(picture.digest.bytes[...]) }
    return hasher.finish()
  }
}

/// A picture to measure on. Its samples are read when they are needed: a folder may hold more
/// than memory does.
package struct PictureFile: Sendable {
  /// Relative to the folder; bytes in no particular encoding.
  package let name: [UInt8]
  let path: [UInt8]
  /// In pixels.
  package let width: Int
  /// In pixels.
  package let height: Int
  /// Bytes of the file.
  package let fileBytes: Int
  /// Of the samples, their shape included.
  package let digest: Digest

  /// The picture, without alpha: grey or RGB.
  ///
  /// - Throws: ``MeasuringError/lost(reason:)`` if the file cannot be read any more,
  ///   ``MeasuringError/changed(name:)`` if it does not hold the same samples as before
  package func load() throws(MeasuringError) -> Image {
    let image: Image
    do {
      image = try Self.read(path).image.withoutAlpha
    } catch let error as ImageError {
      throw .lost(reason: "\(displayName(of: path)): \(error)")
    } catch {
      throw .lost(reason: "\(error)")
    }
    guard Self.digest(of: image) == digest else {
      throw MeasuringError.changed(name: displayName(of: name))
    }
    return image
  }

  /// What a picture takes in memory while it is worked on, at most.
  var cost: Int { MemoryBudget.cost(ofPixels: width * height) }

  static func read(_ path: [UInt8]) throws -> Picture {
    let file = try InputFile(path: path, followingLinks: true)
    return try ImageFile.read(file.readAll(limit: .max))
  }

  static func digest(of image: Image) -> Digest {
    var hasher = DigestHasher()
    hasher.update(Array("\(image.width)×\(image.height)×\(image.channels.count)".utf8)[...])
    hasher.update(image.samples[...])
    return hasher.finish()
  }
}
