import Bytes
import Files
import Images
import Tables

/// A set of training pictures. Pixels are decoded on demand, because a folder may exceed memory.
package struct PictureSource: Sendable {
  /// The file of one picture.
  package struct Item: Equatable, Sendable {
    /// The path relative to the opened folder; it includes that folder's name if there are several.
    package let name: [UInt8]
    package let path: [UInt8]
    package let format: ImageFormat
    /// The shape according to the header.
    package let shape: PictureShape
    /// The size of the file in bytes.
    package let fileBytes: Int
    /// Whether the user named the file itself. Such a file may be a link.
    package let isNamed: Bool
  }

  /// The pictures in the order of their names; at least one.
  package let items: [Item]

  /// The common shape of all pictures; nil if shapes differ.
  ///
  /// Pictures of one shape, such as digits or faces, can be used as vectors.
  package var uniformShape: PictureShape? {
    let shapes = Set(items.map(\.shape))
    return shapes.count == 1 ? shapes.first : nil
  }

  /// The number of pixels in all pictures.
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

  /// All pictures as a table of bytes, in order; they must have one shape. Alpha is dropped,
  /// because codecs store it losslessly.
  ///
  /// Throws ``DatasetError/mixedPictures(first:_:second:_:)`` or `tooLarge` before it reads any
  /// file.
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

  /// The split into training and held-out pictures, derived from their names.
  package var split: Split {
    Split(count: items.count) { Digest(of: items[$0].name) }
  }

  /// The digest of the names and contents of all files, in the order of the names.
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

  /// The outermost subfolders as labels; nil unless every picture lies in one and there are at
  /// least two.
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
  /// The largest picture file that is read, in bytes.
  private static let maximumFileBytes = 1 << 31

  package func open() throws(InputError) -> InputFile {
    try InputFile(path: path, followingLinks: isNamed)
  }

  /// Reads the file.
  package func content() throws(DatasetError) -> [UInt8] {
    do {
      return try open().readAll(limit: Self.maximumFileBytes)
    } catch {
      throw .input(error)
    }
  }
}

/// The dimensions of a picture.
package struct PictureShape: Hashable, Sendable {
  /// The width in pixels.
  package let width: Int
  /// The height in pixels.
  package let height: Int
  package let channels: Image.Channels

  package init(width: Int, height: Int, channels: Image.Channels) {
    self.width = width
    self.height = height
    self.channels = channels
  }

  package init(of image: Image) {
    self.init(width: image.width, height: image.height, channels: image.channels)
  }

  package var pixelCount: Int { width * height }

  /// `[height, width]` for grey, `[height, width, channels]` otherwise.
  package var axes: [Int] {
    [height, width] + (channels == .grey ? [] : [channels.count])
  }
}

extension PictureShape: CustomStringConvertible {
  /// A text such as "64 × 64 pixels, rgb".
  package var description: String { "\(width) × \(height) pixels, \(channels)" }
}
