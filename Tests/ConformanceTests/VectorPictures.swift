import Bytes
import Container
import Entropy
import Foundation
import Images
import Networks
import Testing

/// Pictures for vectors.
enum VectorPictures {
  /// Part of a picture of `Corpus/`, converted to other channels if asked for.
  static func crop(
    _ name: String, x: Int = 100, y: Int = 100, _ width: Int, _ height: Int,
    _ channels: Image.Channels = .rgb
  ) throws -> Image {
    let whole = try ImageFile.read(corpus(name)).image.withoutAlpha
    try #require(whole.channels == .rgb)
    var samples: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        let pixel = whole.samples.dropFirst(3 * ((y + row) * whole.width + x + column)).prefix(3)
        samples += channels.isColour ? Array(pixel) : [pixel[pixel.startIndex + 1]]
        // A gradient, or a mask.
        let soft = UInt8(clamping: 3 * (row + column) + 20)
        if channels.hasAlpha { samples.append(channels == .rgba ? soft : row > 20 ? 255 : 0) }
      }
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }

  static func corpus(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: VectorFolder.repository.appending(path: "Corpus/\(name)")))
  }

  /// The metadata of files of `Corpus/`, concatenated.
  static func metadata(_ format: ImageFormat, of names: String...) throws -> ImageMetadata {
    let pieces = try names.flatMap { try ImageFile.read(corpus($0)).metadata.pieces }
    return try ImageMetadata(format: format, pieces: pieces)
  }

  static func png(_ image: Image) throws -> [UInt8] {
    try ImageFile.write(Picture(image: image, format: .png))
  }

  /// A gradient, so smooth that few symbols differ from 0.
  static func smooth(_ width: Int, _ height: Int) -> Image {
    let samples = (0..<width * height).flatMap { index -> [UInt8] in
      let (x, y) = (index % width, index / width)
      return [UInt8(40 + x * 100 / width), UInt8(60 + y * 100 / height), 90]
    }
    return Image(width: width, height: height, channels: .rgb, samples: samples)
  }
}

extension VectorPictures {
  /// Grey, except for a smooth part across the middle.
  static func flat(_ width: Int, _ height: Int) -> Image {
    let samples = (0..<width * height).flatMap { index -> [UInt8] in
      let (x, y) = (index % width, index / width)
      let isPart = (height / 2..<height / 2 + 80).contains(y) && x < 200
      return isPart ? [UInt8(x), 200, UInt8(255 - x)] : [128, 128, 128]
    }
    return Image(width: width, height: height, channels: .rgb, samples: samples)
  }
}

extension RawBlock.Row {
  /// A picture as the reference encoder of codes-1.md codes it.
  static func picture(
    _ path: String, _ image: Image, metadata: ImageMetadata? = nil, level: UInt16 = 768,
    coder: EntropyCoder = .prior, _ conditioning: QualityLevel.Conditioning = .interpolated,
    model: Int = 0,
    photo: VectorPhoto, digest: Bool = true
  ) throws -> Self {
    let metadata = metadata ?? ImageMetadata(format: .png)
    var extras = ByteWriter()
    metadata.write(to: &extras)
    if let alpha = image.alphaPlane { extras.append([0] + alpha) }
    let told = QualityLevel(index: Int(level), conditioning: conditioning)
    let body = photo.encode(image, level: told, coder: coder)
    let id = EntropyCoderID(coder, conditioning)
    let colour = try photo.decode(
      body, width: image.width, height: image.height, level: Int(level), coder: id,
      isColour: image.channels.isColour)
    let decoded = Image(
      width: image.width, height: image.height, channels: image.channels.withoutAlpha,
      samples: colour
    ).joined(withAlpha: image.alphaPlane)
    let info = PictureInfo(
      width: image.width, height: image.height, channels: image.channels.count,
      format: PictureFormat(rawValue: metadata.format.rawValue),
      coder: id, model: model, level: level)
    let entry = Entry(
      path: Array(path.utf8), kind: .picture, mode: 0o644,
      modified: Timestamp(seconds: 1_234_567_890), size: 5000, picture: info,
      digest: digest ? .samples(SampleDigest(Digest(of: decoded.samples))) : .shared)
    return Self(entry: entry, body: body, extras: extras.bytes)
  }

  static func exact(_ path: String, _ content: String) -> Self {
    let bytes = Array(content.utf8)
    let entry = Entry(
      path: Array(path.utf8), kind: .exact, mode: 0o640,
      modified: Timestamp(seconds: 1_234_567_890, nanoseconds: 5), size: bytes.count,
      digest: .file(Digest(of: bytes)))
    return Self(entry: entry, body: bytes)
  }
}
