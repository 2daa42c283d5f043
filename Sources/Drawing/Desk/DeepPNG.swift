import Bytes

/// A PNG file with 16-bit grey samples (ISO/IEC 15948), which `Image` does not support.
///
/// libpng's simple interface writes such files only from linear samples. This writer stores the
/// samples uncompressed.
struct DeepPNG {
  let width: Int
  let height: Int
  /// `[height, width]`
  let samples: [UInt16]

  /// A gradient with grain whose steps are finer than 8 bits.
  static func wedge(width: Int, height: Int) -> DeepPNG {
    let noise = Noise(501)
    let samples = (0..<width * height).map { index in
      let (x, y) = (Double(index % width), Double(index / width))
      let grey = 0.30 + 0.25 * x / Double(width) + 0.06 * noise.fractal(x / 24, y / 24)
      return UInt16((65535 * clamp(grey)).rounded())
    }
    return DeepPNG(width: width, height: height, samples: samples)
  }

  /// The file.
  var bytes: [UInt8] {
    var header = BigEndianBytes()
    header.append(UInt32(width))
    header.append(UInt32(height))
    // 16 bits, grey, and the one method each of compression, filtering and interlace (none).
    header.append([16, 0, 0, 0, 0])
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += chunk("IHDR", header.bytes)
    file += chunk("IDAT", zlibStored(scanlines))
    file += chunk("IEND", [])
    return file
  }

  /// Rows, each after the number of its filter: 0, none.
  private var scanlines: [UInt8] {
    var lines = BigEndianBytes()
    for row in 0..<height {
      lines.append([0])
      for sample in samples[row * width..<(row + 1) * width] { lines.append(sample) }
    }
    return lines.bytes
  }

  private func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let content = Array(type.utf8) + data
    var chunk = BigEndianBytes()
    chunk.append(UInt32(data.count))
    chunk.append(content)
    chunk.append(crc32(content[...]))
    return chunk.bytes
  }
}

/// A zlib stream (RFC 1950) of one stored block (RFC 1951, 3.2.4) of at most 65535 bytes.
private func zlibStored(_ data: [UInt8]) -> [UInt8] {
  let count = UInt16(data.count)
  var writer = ByteWriter()
  writer.append([0x78, 0x01, 1])
  writer.fixed(count)
  writer.fixed(~count)
  writer.append(data)
  var checksum = BigEndianBytes()
  checksum.append(adler32(data))
  return writer.bytes + checksum.bytes
}

/// RFC 1950, 9.
private func adler32(_ data: [UInt8]) -> UInt32 {
  var (low, high) = (UInt32(1), UInt32(0))
  for byte in data {
    low = (low + UInt32(byte)) % 65521
    high = (high + low) % 65521
  }
  return high << 16 | low
}
