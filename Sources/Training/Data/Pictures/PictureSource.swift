import Bytes
import Files
import Images
import Tables

/// Pictures to learn from. Their samples are read when they are asked for: a folder may hold more
/// than memory does.
package struct PictureSource: Sendable {
  /// One picture's file.
  package struct Item: Equatable, Sendable {
    /// Relative to the folder that was opened, or with that folder's name where several were.
    package let name: [UInt8]
    package let path: [UInt8]
    package let format: ImageFormat
    /// As the header says it.
    package let shape: PictureShape
    /// Bytes of the file.
    package let fileBytes: Int
    /// The user named the file itself, then it may be a link.
    package let isNamed: Bool
  }

  /// At least one, in the order of their names.
  package let items: [Item]

  /// The shape of every picture; nil where they differ, as photographs do.
  ///
  /// Pictures of one shape are vectors: digits, faces.
  package var uniformShape: PictureShape? {
    let shapes = Set(items.map(\.shape))
    return shapes.count == 1 ? shapes.first : nil
  }

  /// Pixels of all pictures.
  package var pixelCount: Int { items.reduce(0) { $0 + $1.shape.pixelCount } }

  /// Reads and decodes a picture.
  package func load(_ index: Int) throws(DatasetError) -> Image {
    let item = items[index]
    let bytes = try item.content()
    let image: Image
    do {
      image = try ImageFile.read(bytes).image
    } catch {
      throw .picture(path: item.path, error)
    }
    guard PictureShape(of: image) == item.shape else {
      throw .changed(path: item.path, was: item.shape, found: PictureShape(of: image))
    }
    return image
  }

  /// All pictures as a table of bytes, in their order; they must be of one shape. Alpha is left
  /// out: codecs store it exactly, and have nothing to learn of it.
  ///
  /// Throws ``DatasetError/mixedPictures(first:_:second:_:)`` and `tooLarge` before any is read.
  package func table() throws(DatasetError) -> Table {
    let shape = items[0].shape
    if let other = items.first(where: { $0.shape != shape }) {
      throw .mixedPictures(first: items[0].path, shape, second: other.path, other.shape)
    }
    let kept = PictureShape(
      width: shape.width, height: shape.height, channels: shape.channels.withoutAlpha)
    let size = NumberType.u8.byteCount(of: [items.count] + kept.axes)
    guard let size, size <= TableFile.maximumBytes else {
      throw .tooLarge(limit: TableFile.maximumBytes)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    for index in items.indices { bytes += try load(index).withoutAlpha.samples }
    return Table(type: .u8, shape: kept.axes, count: items.count, bytes: bytes)
  }

  /// Which pictures to learn from and which to judge by, as their names have it.
  package var split: Split {
    Split(count: items.count) { Digest(of: items[$0].name) }
  }

  /// Of names and contents of all files, in the order of the names.
  package func digest() throws(DatasetError) -> Digest {
    var hasher = DigestHasher()
    for item in items {
      hasher.update(Digest(of: item.name).bytes[...])
      do {
        hasher.update(try item.open().digest().bytes[...])
      } catch {
        throw .input(error)
      }
    }
    return hasher.finish()
  }

  /// The subfolders the pictures lie in, the outermost ones; nil unless every picture lies in one
  /// and there are two at least.
  package var labels: Labels? {
    let folders = items.map { item in
      item.name.firstIndex(of: 0x2F).map { String(decoding: item.name[..<$0], as: UTF8.self) }
    }
    let named = folders.compactMap { $0 }
    guard named.count == items.count, Set(named).count > 1 else { return nil }
    return Labels(named)
  }
}

extension PictureSource.Item {
  /// Bytes of the largest picture file that is read.
  private static let maximumFileBytes = 1 << 31

  package func open() throws(InputError) -> InputFile {
    try InputFile(path: path, followingLinks: isNamed)
  }

  /// The file's bytes.
  package func content() throws(DatasetError) -> [UInt8] {
    do {
      return try open().readAll(limit: Self.maximumFileBytes)
    } catch {
      throw .input(error)
    }
  }
}
