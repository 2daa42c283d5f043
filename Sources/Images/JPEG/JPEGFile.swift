private import Bytes

/// JPEG files ⇄ pictures.
///
/// Segments are ours, pixels libjpeg-turbo's.
enum JPEGFile {
  /// See ``ImageFile/read(_:)``; `bytes` begin with the signature.
  static func read(_ bytes: [UInt8]) throws(ImageError) -> Picture {
    let file = try JPEGSegments(parsing: bytes)
    let frame = try JPEGFrame(in: file)
    try ImageFile.refuseTrailer(of: bytes, from: file.end)
    guard frame.width * frame.height / maximumPixelsPerByte <= bytes.count else {
      throw .damaged(
        reason: "\(bytes.count) bytes cannot hold \(frame.width) × \(frame.height) pixels",
        offset: nil)
    }
    let pieces = file.segments.filter { $0.marker.isMetadata($0.payload) }.map {
      ImageMetadata.Piece(tag: [$0.marker.code], data: Array($0.payload))
    }
    let metadata = try ImageMetadata(format: .jpeg, pieces: pieces)
    let image = try JPEGDecoder().decode(bytes[..<file.end], frame: frame)
    return Picture(image: image, metadata: metadata)
  }

  /// See ``ImageFile/write(_:)``.
  static func write(_ picture: Picture) throws(ImageError) -> [UInt8] {
    // A tenth larger than a progressive file, and written in a seventh of the time.
    let encoded = try encode(
      picture.image, quality: quality, subsampling: .s444, process: .sequential,
      optimisesTables: false)
    return splice(picture.metadata.pieces, into: encoded)
  }

  /// See ``ImageFile/jpeg(_:quality:subsampling:)``.
  static func encode(
    _ image: Image, quality: Int, subsampling: ChromaSubsampling,
    process: JPEGProcess = .progressive, optimisesTables: Bool = true
  ) throws(ImageError) -> [UInt8] {
    guard !image.channels.hasAlpha else { throw .cannotWrite("JPEG holds no alpha") }
    do {
      try ImageLimits.check(width: image.width, height: image.height, for: .jpeg)
    } catch {
      throw .cannotWrite("\(error)")
    }
    return try JPEGEncoder().encode(
      image, quality: quality, subsampling: subsampling, process: process,
      optimisesTables: optimisesTables)
  }

  /// `encoded` with `pieces` after its start, where the encoder's own JFIF segment was.
  ///
  /// Without that segment three components still are taken for Y′CbCr by their numbers, 1 to 3.
  private static func splice(_ pieces: [ImageMetadata.Piece], into encoded: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append([0xFF, JPEGMarker.startOfImage.code])
    for piece in pieces {
      let length = UInt16(piece.data.count + 2)
      writer.append([0xFF, piece.tag[0], UInt8(length >> 8), UInt8(truncatingIfNeeded: length)])
      writer.append(piece.data)
    }
    var rest = encoded[2...]
    if encoded[3] == 0xE0 {
      rest = rest.dropFirst(2 + Int(encoded[4]) << 8 + Int(encoded[5]))
    }
    writer.append(rest)
    return writer.bytes
  }

  /// libjpeg's quality for pictures that a codec has already cost some detail.
  ///
  /// Beside a codec at 37 dB, 99 costs another 0.2 dB for 7 bits a pixel, beside one at 34 dB
  /// 0.1 dB; 98 costs 0.3 dB for 6 bits, and 100 still 0.1 dB, for 9 bits: rounding to 8-bit
  /// Y′CbCr is what remains. Measured on six Kodak pictures and 20 photographs, blurred or coded
  /// off the grid to those PSNR.
  static let quality = 99

  /// An 8×8 block takes at least a bit, and components are halved or quartered at most, so that
  /// one component at least has a quarter of all blocks.
  private static let maximumPixelsPerByte = 8 * 64 * 4
}
