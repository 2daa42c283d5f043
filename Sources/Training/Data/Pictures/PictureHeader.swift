import Bytes
import Files
import Images

/// The header of a picture file. Only the first bytes are read, so that a scan of thousands of
/// files is fast.
///
/// Decoding may still reject the file, because ``ImageFile`` checks more.
package struct PictureHeader {
  package let format: ImageFormat
  package let shape: PictureShape

  /// Reads the header of `file`, whose signature is that of `format`.
  package init(of file: InputFile, format: ImageFormat) throws(DatasetError) {
    self.format = format
    let source = HeaderSource(file: file)
    do throws(HeaderSource.Failure) {
      shape =
        switch format {
        case .png: try Self.png(source)
        case .jpeg: try Self.jpeg(source)
        }
    } catch {
      switch error {
      case .image(let error): throw .picture(path: file.path, error)
      case .input(let error): throw .input(error)
      }
    }
  }

  /// IHDR comes first, at a fixed offset (ISO/IEC 15948, 5.6 and 11.2.1).
  private static func png(_ source: HeaderSource) throws(HeaderSource.Failure) -> PictureShape {
    let bytes = try source.read(at: 8, count: 18)
    guard bytes[4..<8].elementsEqual("IHDR".utf8) else {
      throw .image(.damaged(reason: "IHDR does not come first", offset: 8))
    }
    let channels: Image.Channels
    switch (bytes[17], bytes[16]) {
    case (0, 8): channels = .grey
    case (2, 8): channels = .rgb
    case (4, 8): channels = .greyAlpha
    case (6, 8): channels = .rgba
    case (3, _): throw .image(.unsupported("a palette"))
    case (_, let depth): throw .image(.unsupported("\(depth)-bit samples"))
    }
    return try checked(
      PictureShape(
        width: bytes[8..<12].reduce(0) { $0 << 8 | Int($1) },
        height: bytes[12..<16].reduce(0) { $0 << 8 | Int($1) }, channels: channels),
      side: ImageLimits.pngSide)
  }

  /// Skips segments up to the frame header (ITU-T T.81, B.1.1 and B.2.2).
  private static func jpeg(_ source: HeaderSource) throws(HeaderSource.Failure) -> PictureShape {
    var offset = 2
    for _ in 0..<segmentLimit {
      let start = try source.read(at: offset, count: 4)
      guard start[0] == 0xFF else {
        throw .image(.damaged(reason: "no marker where one is due", offset: offset))
      }
      switch start[1] {
      case 0xFF: offset += 1  // Any number of these may come before a marker.
      case 0x01, 0xD0...0xD7: offset += 2  // TEM and RST have no length.
      case 0xC0...0xC2:
        return try frame(try source.read(at: offset + 4, count: 6))
      case 0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        throw .image(.unsupported("JPEG process \(start[1] - 0xC0)"))
      case 0xD8...0xDA:
        throw .image(.damaged(reason: "no frame header before the picture", offset: offset))
      case 0x00..<0xC0:
        throw .image(.damaged(reason: "no marker where one is due", offset: offset))
      default: offset += 2 + max(2, Int(start[2]) << 8 | Int(start[3]))
      }
    }
    throw .image(
      .unsupported("a JPEG whose first \(segmentLimit) segments tell no size"))
  }

  private static func frame(_ bytes: [UInt8]) throws(HeaderSource.Failure) -> PictureShape {
    guard bytes[0] == 8 else { throw .image(.unsupported("\(bytes[0])-bit samples")) }
    let channels: Image.Channels
    switch bytes[5] {
    case 1: channels = .grey
    case 3: channels = .rgb
    default: throw .image(.unsupported("\(bytes[5]) components, as in CMYK"))
    }
    return try checked(
      PictureShape(
        width: Int(bytes[3]) << 8 | Int(bytes[4]), height: Int(bytes[1]) << 8 | Int(bytes[2]),
        channels: channels),
      side: ImageLimits.jpegSide)
  }

  private static func checked(
    _ shape: PictureShape, side: Int
  ) throws(HeaderSource.Failure) -> PictureShape {
    guard shape.width > 0, shape.height > 0 else {
      throw .image(.damaged(reason: "\(shape) are none", offset: nil))
    }
    guard shape.width <= side, shape.height <= side, shape.pixelCount <= ImageLimits.pixels else {
      throw .image(
        .tooLarge(
          width: shape.width, height: shape.height, sideLimit: side,
          pixelLimit: ImageLimits.pixels))
    }
    return shape
  }

  /// The limit exceeds what metadata needs and bounds the time spent on a file of nothing but
  /// segments.
  private static let segmentLimit = 4096
}

/// A file whose beginning is read.
private struct HeaderSource {
  enum Failure: Error {
    case image(ImageError)
    case input(InputError)
  }

  let file: InputFile

  func read(at offset: Int, count: Int) throws(Failure) -> [UInt8] {
    do throws(InputError) {
      return try file.read(at: offset, count: count)
    } catch .endsEarly {
      throw .image(.damaged(reason: "the file ends within the header", offset: file.count))
    } catch {
      throw .input(error)
    }
  }
}
