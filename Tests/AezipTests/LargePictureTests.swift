import Aezip
import Bytes
import Images
import Testing

/// Pictures of which never more than some rows are in memory.
@Suite struct LargePictureTests {
  /// Packs and unpacks, with pictures of more than so many pixels read and written by rows.
  private func roundTrip(
    _ folder: TestFolder, held: Int, _ change: (inout PackOptions) -> Void
  ) async throws -> (archive: [UInt8], images: [String: Image]) {
    try await ImageLimits.$heldPixels.withValue(held) {
      let (packed, unpacked) = try await PackUnpackTests.roundTrip(folder, change)
      #expect(packed.exactFiles == 0 && unpacked.problems.isEmpty)
    }
    var images: [String: Image] = [:]
    for name in folder.names where name.hasPrefix("out/in/") {
      images[name] = try folder.image(name)
    }
    return (try folder.read("a.aez"), images)
  }

  @Test func `pictures read and written by rows give the same archives and the same samples`()
    async throws
  {
    let folder = try TestFolder()
    for (index, size) in [(300, 40), (65, 200), (70, 1), (1, 300)].enumerated() {
      for channels in Image.Channels.allCases {
        let image = Drawn.image(size.0, size.1, channels, seed: index)
        try folder.write(image, "in/\(index)-\(channels).png")
        if !channels.hasAlpha { try folder.write(image, "in/\(index)-\(channels).jpg") }
      }
    }
    let settings: [@Sendable (inout PackOptions) -> Void] = [
      { $0.keepsSmallerFiles = false },
      {
        $0.keepsSmallerFiles = false
        $0.coder = .zstd
        $0.quality = 30
        $0.minimumPSNR = 31
      },
    ]
    for change in settings {
      let whole = try await roundTrip(folder, held: .max, change)
      let byRows = try await roundTrip(folder, held: 0, change)
      #expect(whole.archive == byRows.archive)
      #expect(whole.images.count == 24 && whole.images == byRows.images)
    }
  }

  @Test func `copies of a large picture come back as well`() async throws {
    let folder = try TestFolder()
    let image = Drawn.image(192, 128)
    for name in ["a", "b", "c"] { try folder.write(image, "in/\(name).png") }
    let (_, images) = try await roundTrip(folder, held: 0) { $0.quality = 40 }
    #expect(images.count == 3 && Set(images.values.map { Digest(of: $0.samples) }).count == 1)
  }

  @Test func `a file too large to be held is packed as a small one of the same picture`()
    async throws
  {
    let folder = try TestFolder()
    let image = Drawn.image(1700, 1700)
    // Nothing compressed: more than 8 MiB.
    try folder.write(stored(image), "in/a.png")
    try folder.write(image, "small/a.png")
    var options = PackOptions()
    (options.quality, options.jobs) = (0, 2)
    for name in ["in", "small"] {
      let report = try await ImageLimits.$heldPixels.withValue(name == "in" ? 0 : .max) {
        try await Packer.pack(
          [folder.path(name)], into: folder.path("\(name).aez"), options: options)
      }
      #expect(report.lossyFiles == 1)
      _ = try await Archive(path: folder.path("\(name).aez")).unpack(into: folder.path("out"))
    }
    #expect(try folder.read("in/a.png").count > 8 << 20)
    #expect(try folder.image("out/in/a.png") == folder.image("out/small/a.png"))
  }

  /// A PNG file whose zlib stream is of stored blocks.
  private func stored(_ image: Image) -> [UInt8] {
    var rows: [UInt8] = []
    for start in stride(from: 0, to: image.samples.count, by: image.shape.line) {
      rows += [0] + image.samples[start..<start + image.shape.line]
    }
    var data: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: rows.count, by: 0xFFFF) {
      let block = rows[start...].prefix(0xFFFF)
      let count = UInt16(block.count)
      data.append(block.endIndex == rows.count ? 1 : 0)
      for part in [count, ~count] { data += [UInt8(part & 0xFF), UInt8(part >> 8)] }
      data += block
    }
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in rows {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    data += bigEndian(high << 16 | low)
    let sizes = bigEndian(UInt32(image.width)) + bigEndian(UInt32(image.height))
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", sizes + [8, 2, 0, 0, 0]) + chunk("IDAT", data) + chunk("IEND", [])
  }

  private func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let tag = Array(type.utf8)
    return bigEndian(UInt32(data.count)) + tag + data + bigEndian(crc32(tag[...], data[...]))
  }

  private func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
