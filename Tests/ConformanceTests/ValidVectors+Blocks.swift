import Bytes
import Container
import Entropy
import ExactCodec
import Images
import Networks
import PictureCodec

extension ValidVectors {
  /// Blocks without latents: in all channels, of several steps, and smaller than a block; in an
  /// archive without models.
  static func blocks() throws -> [UInt8] {
    let rows = try Image.Channels.allCases.flatMap { channels in
      try [(0, 40), (30, 33), (71, 9), (24, 1)].map { step, side in
        try blockRow("\(channels)-\(step).png", channels, step: step, side: side)
      }
    }
    return try archive(models: [], rows)
  }

  /// Layers of blocks over latents of either coder, at trained levels and between them.
  static func layers() throws -> [UInt8] {
    let rows = try [Image.Channels.rgb, .greyAlpha].flatMap { channels in
      try [(300, EntropyCoder.prior), (512, .zstd), (1792, .prior)].map { level, coder in
        try layerRow("\(channels)-\(level).png", channels, level: level, coder)
      }
    }
    return try archive(models: [.photo1], rows)
  }

  /// Exact pixels: drawings and noise, in all channels, tiny and larger.
  static func pixels() throws -> [UInt8] {
    let rows = try Image.Channels.allCases.flatMap { channels in
      try [90, 17, 1].map { try pixelRow("\(channels)-\($0).png", channels, side: $0) }
    }
    return try archive(models: [], rows)
  }

  /// Metadata with all marks, chunks that nobody knows, and all forms of tables.
  static func marks() throws -> [UInt8] {
    let photo = try VectorPhoto.builtIn.get()
    let image = try VectorPictures.crop("holiday/sea.png", 24, 16)
    func row(
      _ name: String, _ format: ImageFormat, _ pieces: [(String, [UInt8])]
    )
      throws -> RawBlock.Row
    {
      let metadata = try ImageMetadata(
        format: format,
        pieces: pieces.map { tag, data in
          let code = format == .jpeg ? [UInt8(tag, radix: 16) ?? 0] : Array(tag.utf8)
          return ImageMetadata.Piece(tag: code, data: data)
        })
      return try .picture(name, image, metadata: metadata, coder: .zstd, photo: photo)
    }
    let text = Array("Title\0vector".utf8)
    let steps = [0] + (1...64).map { UInt8($0) }
    let rows = try [
      row("interlaced.png", .png, [("IHDR", [1]), ("gAMA", [0, 0, 0xB1, 0x8F]), ("tEXt", text)]),
      row(
        "behind.png", .png,
        [
          ("PLTE", [255, 0, 0, 0, 0, 255]), ("hIST", [0, 1, 0, 2]), ("sPLT", text), ("IDAT", []),
          ("mkBF", [1, 2, 3]), ("fdAT", [0, 0, 0, 1]), ("prIV", []),
        ]),
      row("typical.jpg", .jpeg, [("DB", [0, 0, 0x22, 75, 75]), ("E0", Array("JFXX\0".utf8))]),
      row(
        "places.jpg", .jpeg,
        [
          ("DB", [1, 3, 0x21] + steps + [90, 80]), ("E2", Array("MPF\0".utf8)), ("C0", []),
          ("E2", Array("ICC_PROFILE\0".utf8)), ("DA", []), ("E1", Array("Exif\0\0".utf8)),
        ]),
      row("progressive.jpg", .jpeg, [("DB", [2, 64, 0x42, 1]), ("DA", []), ("FE", text)]),
    ]
    return try archive(models: [.photo1], rows)
  }

  static func blockRow(
    _ path: String, _ channels: Image.Channels, step: Int, side: Int
  ) throws -> RawBlock.Row {
    let image = try drawing(side, channels)
    let layer = BlockLayer(step: step, shape: image.shape)
    let made = try layer.checkedEncode(input(image), over: nil, measuring: .decoded)
    return try .picture(path, image, coder: .blocks, made.encoded, made.reconstruction)
  }

  static func layerRow(
    _ path: String, _ channels: Image.Channels, level index: Int, _ coder: EntropyCoder
  ) throws -> RawBlock.Row {
    let codec = PhotoCodec(model: try VectorPhoto.builtIn.get().model)
    let image = try drawing(70, channels)
    let level = QualityLevel(index: index, conditioning: .nearest)
    let latents = try codec.encode(input(image), level: level, coder: coder).body
    let layer = BlockLayer(step: 40, shape: image.shape)
    let decodeBase = {
      try codec.rows(
        of: latents.bytes[...], shape: image.shape.withoutAlpha, level: level, coder: coder)
    }
    let made = try layer.checkedEncode(input(image), over: decodeBase, measuring: .decoded)
    let body = SymbolStream.joined([SymbolStream(bytes: made.encoded), latents])
    return try .picture(
      path, image, coder: coder == .prior ? .layeredPrior : .layeredZstd, body.bytes,
      made.reconstruction, level: UInt16(index))
  }

  static func pixelRow(
    _ path: String, _ channels: Image.Channels, side: Int
  ) throws -> RawBlock.Row {
    let image = try drawing(side, channels)
    var encoder = PixelEncoder(image.shape)
    encoder.append(image.withoutAlpha.samples)
    return try .picture(path, image, coder: .pixels, encoder.finish(), .exact(input(image)))
  }

  private static func archive(models: [ModelReference], _ rows: [RawBlock.Row]) throws -> [UInt8] {
    var raw = RawArchive(models: models)
    raw.version = .blocks
    raw.parts = [.block(RawBlock(rows))]
    return try raw.bytes()
  }

  private static func input(_ image: Image) -> InputPicture {
    InputPicture(Picture(image: image, format: .png))
  }

  /// Part of a photograph, a pattern, flat ground with letters of few pixels, a gradient and noise,
  /// one below the other.
  private static func drawing(_ side: Int, _ channels: Image.Channels) throws -> Image {
    let photo = try VectorPictures.crop("holiday/sea.png", side, side, channels)
    var samples = photo.samples
    var noise: UInt32 = 1
    for y in side / 5..<side {
      for x in 0..<side {
        noise = noise &* 1_664_525 &+ 1_013_904_223
        let pixel = (y * side + x) * channels.count
        for plane in 0..<channels.withoutAlpha.count {
          let value =
            switch 5 * y / side {
            case 1: (x / 2 + y / 2) % 2 == 0 ? 30 + 90 * plane : 220 - 80 * plane
            case 2: (x * y) % 11 == 3 ? 20 * plane : 240
            case 3: x + y + 10 * plane
            default: Int(noise >> 26) + 40 * plane
            }
          samples[pixel + plane] = UInt8(value & 255)
        }
      }
    }
    return Image(photo.shape, samples: samples)
  }
}

extension RawBlock.Row {
  /// A picture in any representation, with the digest of what it decodes to.
  static func picture(
    _ path: String, _ image: Image, coder: EntropyCoderID, _ body: [UInt8],
    _ reconstruction: ReconstructionStats, level: UInt16 = 0
  ) throws -> Self {
    var extras = ByteWriter()
    ImageMetadata(format: .png).write(to: &extras)
    if let alpha = image.alphaPlane { extras.append([0] + alpha) }
    let info = PictureInfo(
      width: image.width, height: image.height, channels: image.channels.count, format: .png,
      coder: coder, model: 0, level: level)
    let entry = Entry(
      path: Array(path.utf8), kind: .picture, mode: 0o644,
      modified: Timestamp(seconds: 1_234_567_890), size: 5000, picture: info,
      digest: .samples(reconstruction.digest))
    return Self(entry: entry, body: body, extras: extras.bytes)
  }
}
