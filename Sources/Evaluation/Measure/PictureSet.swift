import Aezip
import Bytes
import Files
import Images

/// The pictures that codecs are measured on.
package struct PictureSet: Sendable {
  /// The pictures, in the order of their names.
  package let pictures: [PictureFile]
  /// One problem for each file that could not be read or decoded.
  package let problems: [Problem]
  /// Notes on the pictures for readers of a report, one line each.
  package let notes: [String]

  /// The number of pixels of all pictures.
  package var pixels: Int { pictures.reduce(0) { $0 + $1.width * $1.height } }

  /// The digest of all pictures, in order.
  var digest: Digest {
    var hasher = DigestHasher()
    for picture in pictures { hasher.update(picture.digest.bytes[...]) }
    return hasher.finish()
  }
}

/// A picture to measure on. Its samples are read when they are needed, as all pictures together
/// may not fit into memory.
package struct PictureFile: Sendable {
  /// The path relative to the folder, in bytes of any encoding.
  package let name: [UInt8]
  let path: [UInt8]
  /// In pixels.
  package let width: Int
  /// In pixels.
  package let height: Int
  /// Bytes of the file.
  package let fileBytes: Int
  /// The digest of the shape and the samples.
  package let digest: Digest

  /// Reads the picture, without alpha: grey or RGB.
  ///
  /// - Throws: ``MeasuringError/lost(reason:)`` if the file can no longer be read,
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

  /// The most bytes of memory that work on the picture takes.
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
