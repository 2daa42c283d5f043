import Bytes

/// A JPEG file, read up to its pixels: segments are parsed here, libjpeg-turbo decodes the pixels.
struct JPEGFile: Sendable {
  let frame: JPEGFrame
  let metadata: ImageMetadata
  let source: any ByteSource
  /// The file offset after the end of the image.
  let end: Int

  var shape: ImageShape {
    ImageShape(width: frame.width, height: frame.height, channels: frame.channels)
  }

  /// Reads everything but the pixels of a file that begins with the signature; throws what
  /// ``InputPicture/init(_:)`` does.
  init(parsing source: any ByteSource) throws(ImageError) {
    let file = try JPEGSegments(parsing: source)
    frame = try JPEGFrame(in: file)
    try ImageFile.refuseTrailer(of: source, from: file.end)
    guard frame.width * frame.height / Self.maximumPixelsPerByte <= source.count else {
      throw .damaged(
        reason: "\(source.count) bytes cannot hold \(frame.width) × \(frame.height) pixels",
        offset: nil)
    }
    metadata = try ImageMetadata(format: .jpeg, pieces: Self.pieces(of: file))
    (self.source, end) = (source, file.end)
  }

  /// The metadata, with how the file is coded and where its frame and scans stand if any metadata
  /// follow them.
  private static func pieces(
    of file: JPEGSegments
  ) throws(ImageError) -> [ImageMetadata.Piece] {
    var pieces = [ImageMetadata.Piece(.coding, try OriginalCoding(of: file).bytes)]
    var marks: [ImageMetadata.Piece] = []
    for segment in file.segments {
      if segment.marker.isMetadata(segment.payload[...]) {
        pieces += marks
        marks = []
        pieces.append(ImageMetadata.Piece(tag: [segment.marker.code], data: segment.payload))
      } else if segment.marker.isStartOfFrame {
        marks = [ImageMetadata.Piece(.frame)]
      } else if segment.marker == .startOfScan {
        // Only the first scan is marked.
        let isFirst = !pieces.contains { $0.mark == .scan }
        marks = isFirst ? [ImageMetadata.Piece(.scan)] : []
      }
    }
    return pieces
  }

  /// See ``ImageFile/jpeg(_:quality:subsampling:process:)``.
  static func encode(
    _ image: Image, quality: Int, subsampling: ChromaSubsampling, process: JPEGProcess
  ) throws(ImageError) -> [UInt8] {
    let coding = JPEGCoding(
      quality: quality, subsampling: subsampling, process: process, optimisesTables: true)
    return try JPEGRowWriter(image.shape, coding).append(image.samples, isLast: true)
  }

  /// An 8×8 block takes at least a bit, and at least one component has a quarter of all blocks, as
  /// components are halved or quartered at most.
  private static let maximumPixelsPerByte = 8 * 64 * 4
}

/// The parameters of libjpeg's own encoder.
struct JPEGCoding {
  /// libjpeg's quality, 1…100.
  var quality: Int
  /// It has no effect on a grey image.
  var subsampling = ChromaSubsampling.s444
  var process = JPEGProcess.sequential
  /// Whether sequential files have optimised Huffman tables; progressive files always have.
  var optimisesTables = false

  /// For pictures of which no original coding is known, or that want the highest quality. The file
  /// is a tenth larger than a progressive
  /// one, and written in a seventh of the time.
  ///
  /// Quality 99 costs another 0.2 dB at 37 dB and 0.1 dB at 34 dB, for 7 bits a pixel; 98 costs
  /// 0.3 dB for 6 bits, and 100 still 0.1 dB for 9 bits, by rounding to 8-bit Y′CbCr. Measured on
  /// six Kodak pictures and 20 photographs, blurred or coded off the grid to those PSNR.
  static let decoded = JPEGCoding(quality: 99)
}

/// The resolution of the two chroma components of a JPEG in colour.
package enum ChromaSubsampling: String, Codable, Sendable, CaseIterable {
  /// Full resolution.
  case s444 = "4:4:4"
  /// Half the resolution, across and down.
  case s420 = "4:2:0"
}

/// The order of the coefficients in a JPEG file.
package enum JPEGProcess: Sendable, CaseIterable {
  /// One scan, block after block: smaller files for pictures of a few hundred blocks.
  case sequential
  /// Several scans, each finer than the one before.
  case progressive
}

extension ImageFile {
  /// Encodes `image` as JPEG with optimised Huffman tables, to compare other codecs with.
  ///
  /// Throws ``ImageError/cannotWrite(_:)`` for an image with alpha or with sides above 65500.
  ///
  /// - Parameters:
  ///   - quality: libjpeg's quality, 1…100
  ///   - subsampling: has no effect on a grey image
  ///   - process: has no effect on the decoded samples
  package static func jpeg(
    _ image: Image, quality: Int, subsampling: ChromaSubsampling,
    process: JPEGProcess = .progressive
  ) throws(ImageError) -> [UInt8] {
    try JPEGFile.encode(image, quality: quality, subsampling: subsampling, process: process)
  }
}
