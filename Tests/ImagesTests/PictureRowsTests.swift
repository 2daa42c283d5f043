import Bytes
import Images
import Synchronization
import TestSupport
import Testing

@Suite struct PictureRowsTests {
  /// Pictures of both formats and of sizes by chance, as files.
  private static func files(seed: UInt64) throws -> [[UInt8]] {
    var generator = SplitMix64(seed: seed)
    var files: [[UInt8]] = []
    for channels in Image.Channels.allCases {
      for _ in 0..<4 {
        let size = Size(
          width: .random(in: 1...90, using: &generator),
          height: .random(in: 1...90, using: &generator))
        let image = Image.noise(size, channels, seed: generator.next())
        files.append(try ImageFile.write(Picture(image: image, format: .png)))
        files.append(TestPNG(image, interlaced: Bool.random(using: &generator)).file)
        guard !channels.hasAlpha else { continue }
        files.append(try ImageFile.write(Picture(image: image, format: .jpeg)))
        for process in JPEGProcess.allCases {
          files.append(
            try ImageFile.jpeg(image, quality: 80, subsampling: .s420, process: process))
        }
      }
    }
    return files
  }

  /// Rows of a file, one to ten at a time, put together.
  private static func assembled(_ file: InputPicture, seed: UInt64) throws -> Image {
    var generator = SplitMix64(seed: seed)
    let rows = try file.rows()
    var samples: [UInt8] = []
    while rows.remaining > 0 {
      let count = min(Int.random(in: 1...10, using: &generator), rows.remaining)
      let strip = try rows.next(count)
      #expect(strip.width == file.shape.width && strip.height == count)
      samples += strip.samples
    }
    return Image(file.shape, samples: samples)
  }

  @Test func `rows read some at a time are those of the whole picture, as often as wanted`() throws
  {
    for (index, bytes) in try Self.files(seed: 1).enumerated() {
      let whole = try ImageFile.read(bytes)
      let file = try InputPicture(Pieces(bytes))
      #expect(file.metadata == whole.metadata)
      for seed in 0..<2 as Range<UInt64> {
        #expect(try Self.assembled(file, seed: seed) == whole.image, "file \(index)")
      }
      #expect(try file.held().image() == whole.image)
      #expect(try Self.assembled(file.held(), seed: 3) == whole.image)
    }
  }

  @Test func `a file longer than what is read at once comes back whole`() throws {
    let image = Image.noise(Size(width: 500, height: 700), .rgb)
    for format in ImageFormat.allCases {
      let bytes = try ImageFile.write(Picture(image: image, format: format))
      #expect(bytes.count > 1 << 19)
      #expect(try InputPicture(Pieces(bytes)).image() == ImageFile.read(bytes).image)
    }
  }

  @Test(arguments: Image.Channels.allCases)
  func `the same rows make the same file, however many are added at a time`(
    channels: Image.Channels
  ) throws {
    let text = ImageMetadata.Piece(tag: Array("tEXt".utf8), data: Array("Title\0none".utf8))
    for format in ImageFormat.allCases where format == .png || !channels.hasAlpha {
      let image = Image.gradient(Size(width: 61, height: 47), channels)
      let metadata = try ImageMetadata(format: format, pieces: format == .png ? [text] : [])
      let whole = try ImageFile.write(Picture(image: image, metadata: metadata))
      for count in [1, 5, 46] {
        let file = try OutputPicture(image.shape, metadata)
        var bytes: [UInt8] = []
        for first in stride(from: 0, to: image.height, by: count) {
          let end = min(first + count, image.height)
          let line = image.shape.line
          bytes += try file.append(Array(image.samples[first * line..<end * line]))
        }
        #expect(bytes == whole, "\(format), \(count) rows at a time")
      }
    }
  }

  @Test(arguments: Image.Channels.allCases)
  func `a PNG file written without ever having it whole reads back to the sample`(
    channels: Image.Channels
  ) throws {
    try ImageLimits.$heldPixels.withValue(0) {
      let size = Size(width: 70, height: 90)
      for image in [Image.noise(size, channels), .gradient(size, channels)] {
        let file = try OutputPicture(image.shape, ImageMetadata(format: .png))
        var bytes: [UInt8] = []
        for row in 0..<image.height {
          let line = image.shape.line
          bytes += try file.append(Array(image.samples[row * line..<(row + 1) * line]))
        }
        #expect(try ImageFile.read(bytes).image == image)
      }
    }
  }

  @Test func `a file that cannot be read to its end is no damaged picture`() throws {
    let image = Image.noise(Size(width: 300, height: 500), .rgb)
    for format in ImageFormat.allCases {
      let bytes = try ImageFile.write(Picture(image: image, format: format))
      let pieces = Pieces(bytes)
      let file = try InputPicture(pieces)
      pieces.isGone.withLock { $0 = true }
      #expect(throws: ImageError.unreadable("gone")) { try file.image() }
      #expect(throws: ImageError.unreadable("gone")) { try InputPicture(pieces) }
    }
  }
}

/// Bytes in memory that are read like those of a file, until they are gone.
private final class Pieces: ByteSource {
  struct Gone: Error, CustomStringConvertible {
    let description = "gone"
  }

  let bytes: [UInt8]
  let isGone = Mutex(false)

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var count: Int { bytes.count }

  func read(at offset: Int, count: Int) throws -> [UInt8] {
    guard !isGone.withLock({ $0 }) else { throw Gone() }
    return try bytes.read(at: offset, count: count)
  }
}
