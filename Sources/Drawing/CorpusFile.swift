import Images

/// A file of Corpus/.
package struct CorpusFile: Sendable {
  /// The path below Corpus/.
  package let path: String
  package let content: Content

  package enum Content: Equatable, Sendable {
    /// An image file of this picture.
    case picture(Picture)
    case bytes([UInt8])
  }

  /// Encodes the file. The bytes of pictures depend on the version of the image libraries.
  package func encoded() throws -> [UInt8] {
    switch content {
    case .picture(let picture): try ImageFile.write(picture)
    case .bytes(let bytes): bytes
    }
  }
}

extension CorpusFile {
  /// Draws all files, with the same content on every machine.
  package static func all() throws -> [CorpusFile] {
    try holiday() + forest() + desk()
  }

  /// Draws what codecs do not expect, as PNG files. None of them lies in Corpus/.
  package static func patterns() throws -> [CorpusFile] {
    try Pattern.all().map { try png("\($0.name).png", $0.image) }
  }

  private static func holiday() throws -> [CorpusFile] {
    let lake = Scene.lake(width: 288, height: 432).turnedLeft
    let lakeExif = Exif(
      orientation: 6, width: lake.width, height: lake.height, date: "2024:05:17 20:41:09")
    let landscape = Scene.landscape(width: 720, height: 480)
    let exif = Exif(
      orientation: 1, width: landscape.width, height: landscape.height,
      date: "2024:05:16 14:07:52")
    return [
      try jpeg("holiday/landscape.jpg", landscape, [exif.piece]),
      try jpeg("holiday/lake.jpg", lake, [lakeExif.piece]),
      try png("holiday/sea.png", Scene.sea(width: 384, height: 256), seaChunks),
      try jpeg(
        "holiday/dunes.jpg", Scene.dunes(width: 432, height: 288), [jfif, ColourProfile.piece]),
      try jpeg(
        "holiday/clouds.jpg", Scene.clouds(width: 480, height: 320, seed: 8, cover: 0.05), [jfif]),
      try png(
        "holiday/panorama.png", Scene.clouds(width: 255, height: 129, seed: 15, cover: -0.15)),
    ]
  }

  private static func forest() throws -> [CorpusFile] {
    [
      try png("forest/bark.png", Scene.bark(width: 256, height: 256)),
      try jpeg("forest/fog.jpg", Scene.fog(width: 320, height: 432), [jfif]),
      try jpeg("forest/wall.jpg", Scene.wall(width: 384, height: 256), [jfif]),
      try png("forest/thumbnail.png", Scene.fog(width: 37, height: 53)),
    ]
  }

  private static func desk() throws -> [CorpusFile] {
    let dot = Image(width: 1, height: 1, channels: .grey, samples: [128])
    return [
      try png("desk/text.png", Paperwork.text()),
      try png("desk/chart.png", Paperwork.chart()),
      try png("desk/ball.png", Scene.ball(size: 200)),
      try png("desk/dot.png", dot),
      CorpusFile(
        path: "desk/scan.png", content: .bytes(DeepPNG.wedge(width: 64, height: 48).bytes)),
      CorpusFile(path: "desk/notes.txt", content: .bytes(Array(notes.utf8))),
    ]
  }
}

extension CorpusFile {
  private static func png(
    _ path: String, _ image: Image, _ pieces: [ImageMetadata.Piece] = []
  ) throws -> CorpusFile {
    let metadata = try ImageMetadata(format: .png, pieces: pieces)
    return CorpusFile(path: path, content: .picture(Picture(image: image, metadata: metadata)))
  }

  private static func jpeg(
    _ path: String, _ image: Image, _ pieces: [ImageMetadata.Piece]
  ) throws -> CorpusFile {
    let metadata = try ImageMetadata(format: .jpeg, pieces: pieces)
    return CorpusFile(path: path, content: .picture(Picture(image: image, metadata: metadata)))
  }

  /// JFIF 1.01, 72 dots an inch, no thumbnail.
  private static let jfif = ImageMetadata.Piece(
    tag: [0xE0], data: Array("JFIF\0\u{1}\u{1}\u{1}\0\u{48}\0\u{48}\0\0".utf8))

  /// sRGB, 2835 pixels a metre, and a title.
  private static let seaChunks = [
    ImageMetadata.Piece(tag: Array("sRGB".utf8), data: [0]),
    ImageMetadata.Piece(tag: Array("pHYs".utf8), data: [0, 0, 0x0B, 0x13, 0, 0, 0x0B, 0x13, 1]),
    ImageMetadata.Piece(tag: Array("tEXt".utf8), data: Array("Title\0Evening at sea".utf8)),
  ]

  private static let notes = """
    What lies here

    Photographs of nothing: every picture in these folders is drawn by a program, none was taken.
    The camera in the EXIF blocks was never built.

    lake.jpg is stored on its side and says so. scan.png has 16 bits a sample. dot.png is one pixel.

    """
}

extension Image {
  /// This image rotated left by 90°.
  fileprivate var turnedLeft: Image {
    var turned: [UInt8] = []
    turned.reserveCapacity(samples.count)
    for column in (0..<width).reversed() {
      for row in 0..<height {
        let start = (row * width + column) * channels.count
        turned += samples[start..<start + channels.count]
      }
    }
    return Image(width: height, height: width, channels: channels, samples: turned)
  }
}
