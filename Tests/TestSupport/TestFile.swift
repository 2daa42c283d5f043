import Bytes
import Images

/// Files as their formats' pages describe them, written without the code under test.
package enum TestFile {
  /// http://yann.lecun.com/exdb/mnist/, "The IDX file format"; `numbers` are big-endian.
  package static func idx(type: UInt8 = 8, axes: [Int], numbers: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(axes.count)]
      + axes.flatMap { length in
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
      } + numbers
  }

  /// NEP 1: the header is padded to 64 bytes, as NumPy does since 1.14.
  package static func npy(version: UInt8 = 1, header: String, numbers: [UInt8]) -> [UInt8] {
    let width = version == 1 ? 2 : 4
    let length = 8 + width + header.utf8.count + 1
    let padded = header + String(repeating: " ", count: (64 - length % 64) % 64) + "\n"
    let size = (0..<width).map { UInt8(truncatingIfNeeded: padded.utf8.count >> (8 * $0)) }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + Array(padded.utf8) + numbers
  }

  package static func npy(
    descr: String, shape: String, fortran: Bool = false, numbers: [UInt8]
  ) -> [UInt8] {
    let order = fortran ? "True" : "False"
    return npy(
      header: "{'descr': '\(descr)', 'fortran_order': \(order), 'shape': \(shape), }",
      numbers: numbers)
  }

  /// RFC 1952, the content in one stored block of deflate (RFC 1951, 3.2.4).
  package static func gzip(_ content: [UInt8]) -> [UInt8] {
    let length = UInt16(content.count)
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1] + littleEndian(length)
      + littleEndian(~length) + content + littleEndian(crc32(content[...]))
      + littleEndian(UInt32(content.count))
  }

  package static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  package static func picture(
    _ width: Int, _ height: Int, _ channels: Image.Channels = .grey, seed: Int = 0,
    format: ImageFormat = .png
  ) throws -> [UInt8] {
    let samples = (0..<width * height * channels.count).map {
      UInt8(truncatingIfNeeded: $0 * 7 + seed * 13)
    }
    let image = Image(width: width, height: height, channels: channels, samples: samples)
    return try ImageFile.write(Picture(image: image, format: format))
  }

  /// A JPEG file of waves and a little noise, which coding it exactly makes smaller.
  package static func jpeg(
    _ width: Int = 160, _ height: Int = 120, seed: Int = 0,
    process: JPEGProcess = .sequential, subsampling: ChromaSubsampling = .s420
  ) throws -> [UInt8] {
    var generator = SplitMix64(seed: UInt64(seed))
    let samples = (0..<width * height * 3).map { index -> UInt8 in
      let (x, y) = (Double(index / 3 % width), Double(index / 3 / width))
      // Two waves whose crests are parabolas.
      let (across, along) = ((x / 57 + Double(seed) / 7).fraction, ((x + 2 * y) / 145).fraction)
      let wave = 160 * across * (1 - across) + 120 * along * (1 - along)
      let noise = Int.random(in: -6...6, using: &generator)
      return UInt8(clamping: 80 + Int(wave) + index % 3 * 9 + noise)
    }
    let image = Image(width: width, height: height, channels: .rgb, samples: samples)
    return try ImageFile.jpeg(image, quality: 85, subsampling: subsampling, process: process)
  }

  /// One to four changes: a byte set, a bit flipped, the end cut off, a part doubled or removed.
  package static func mutated(_ file: [UInt8], using generator: inout SplitMix64) -> [UInt8] {
    var file = file
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !file.isEmpty {
      let index = Int.random(in: file.indices, using: &generator)
      let end = min(file.count, index + Int.random(in: 1...16, using: &generator))
      switch Int.random(in: 0..<9, using: &generator) {
      case 0..<3: file[index] = UInt8.random(in: 0...255, using: &generator)
      case 3..<6: file[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 6: file.removeLast(Int.random(in: 0..<file.count, using: &generator) / 4)
      case 7: file.insert(contentsOf: file[index..<end], at: index)
      default: file.removeSubrange(index..<end)
      }
    }
    return file
  }
}

extension String {
  package var bytes: [UInt8] { Array(utf8) }
}

extension Double {
  fileprivate var fraction: Double { self - rounded(.down) }
}
