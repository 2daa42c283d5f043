import Bytes
import Container
import ExactCodec
import Images

extension ValidVectors {
  /// JPEG files that are coded exactly: sequential and progressive, in colour and grey, with a
  /// thumbnail and bytes behind the picture, cut short, and by a large model.
  static func jpegs() throws -> [UInt8] {
    var raw = RawArchive(models: [])
    raw.version = .blocks
    let plain = try jpeg(72, 56)
    raw.parts = [
      .block(
        RawBlock([
          try jpegRow("sequential.jpg", plain),
          try jpegRow("large.jpg", plain, effort: 9),
          try jpegRow("progressive.jpg", jpeg(64, 64, .s444, .progressive)),
          try jpegRow("grey.jpg", jpeg(56, 72, channels: .grey)),
          try jpegRow("cut.jpg", Array(plain.dropLast(plain.count / 3))),
          try jpegRow("within.jpg", withThumbnail(plain) + Array("a film".utf8)),
        ]))
    ]
    return try raw.bytes()
  }

  /// JPEG files that are not what libjpeg would write.
  static func repairedJPEGs() throws -> [UInt8] {
    var raw = RawArchive(models: [])
    raw.version = .blocks
    raw.parts = [.block(RawBlock(try RepairedJPEGs.all().map { try jpegRow($0.name, $0.file) }))]
    return try raw.bytes()
  }

  static func jpeg(
    _ width: Int, _ height: Int, _ subsampling: ChromaSubsampling = .s420,
    _ process: JPEGProcess = .sequential, channels: Image.Channels = .rgb
  ) throws -> [UInt8] {
    let image = try VectorPictures.crop("holiday/sea.png", width, height, channels)
    return try ImageFile.jpeg(image, quality: 92, subsampling: subsampling, process: process)
  }

  /// A file with another in a segment of its headers.
  private static func withThumbnail(_ file: [UInt8]) throws -> [UInt8] {
    let thumbnail = try jpeg(40, 32)
    let payload = Array("Exif\0\0".utf8) + thumbnail
    let length = payload.count + 2
    return file.prefix(2) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + payload
      + file.dropFirst(2)
  }

  static func jpegRow(
    _ path: String, _ file: [UInt8], effort: Int = 3
  ) throws -> RawBlock.Row {
    guard case .body(let body) = JPEGFileCoder(effort: effort, threads: 1).encode(file) else {
      throw NotTaken(path: path)
    }
    return recodedRow(path, .jpeg, file, body)
  }

  /// The row of a file whose content is coded anew.
  static func recodedRow(
    _ path: String, _ kind: EntryKind, _ file: [UInt8], _ body: [UInt8]
  ) -> RawBlock.Row {
    let entry = Entry(
      path: Array(path.utf8), kind: kind, mode: 0o644,
      modified: Timestamp(seconds: 1_234_567_890), size: file.count,
      digest: .file(Digest(of: file[...])))
    return RawBlock.Row(entry: entry, body: body, extras: [])
  }

  /// A file that its coder does not take.
  struct NotTaken: Error { let path: String }
}
