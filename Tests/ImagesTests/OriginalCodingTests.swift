import Images
import TestSupport
import Testing

@Suite struct OriginalCodingTests {
  /// A smooth picture in strong colours, which quarter-resolution chroma can hold.
  static func colours(_ width: Int, _ height: Int) -> Image {
    let samples = (0..<width * height).flatMap { index -> [UInt8] in
      let (x, y) = (index % width, index / width)
      let wave = (x * 7 + y * 3) % 160
      return [UInt8(60 + abs(wave - 80)), UInt8(40 + 2 * y % 90), UInt8(200 - abs(wave - 80))]
    }
    return Image(width: width, height: height, channels: .rgb, samples: samples)
  }

  @Test(arguments: [(1, 1), (2, 1), (1, 2), (2, 2), (4, 1), (4, 2)])
  func `a file coded like its original quantises to the same values`(
    across: Int, down: Int
  ) throws {
    for (width, height) in [(64, 48), (67, 45), (16, 17), (5, 3), (1, 1)] {
      let coding = OriginalCoding(quality: 80, across: across, down: down)
      let metadata = ImageMetadata(format: .jpeg).coded(coding)
      let first = try ImageFile.write(
        Picture(image: Self.colours(width, height), metadata: metadata))
      let decoded = try ImageFile.read(first)
      #expect(decoded.metadata.originalCoding == coding)
      let second = try ImageFile.read(ImageFile.write(decoded))
      // Blocks that reach beyond the edge are filled in another way, which tells in tiny pictures.
      let least = width * height > 1000 ? 54.0 : 36
      #expect(psnr(decoded.image, second.image) > least, "\(width)×\(height)")
    }
  }

  @Test func `colours do not blur from copy to copy`() throws {
    let coding = OriginalCoding(quality: 92, across: 2, down: 2)
    let metadata = ImageMetadata(format: .jpeg).coded(coding)
    let start = try ImageFile.read(
      ImageFile.write(Picture(image: Self.colours(120, 90), metadata: metadata)))
    var (ours, averaged) = (start, start.image)
    for _ in 0..<10 {
      ours = try ImageFile.read(ImageFile.write(ours))
      averaged = try ImageFile.read(
        ImageFile.jpeg(averaged, quality: 92, subsampling: .s420)
      ).image
    }
    #expect(psnr(ours.image, start.image) > psnr(averaged, start.image) + 6)
  }

  @Test(arguments: OriginalCoding.Process.allCases)
  func `process, tables and sampling are read from a file, and written again`(
    process: OriginalCoding.Process
  ) throws {
    let luma = [0] + (0..<64).map { UInt8(3 + $0 * 3 / 2) }
    let both = [process.rawValue, 0, 0x21] + luma + [63, 40]
    for (image, expected) in [
      (Self.colours(40, 40), both),
      (Image.gradient(Size(width: 30, height: 20), .grey), [process.rawValue, 0, 0x11] + luma),
    ] {
      let coding = try #require(OriginalCoding(bytes: both))
      let metadata = ImageMetadata(format: .jpeg).coded(coding)
      let file = try ImageFile.write(Picture(image: image, metadata: metadata))
      #expect(try ImageFile.read(file).metadata.originalCoding?.bytes == expected)
    }
  }

  @Test func `qualities are libjpeg's`() throws {
    let image = Self.colours(32, 32)
    for quality in 1...100 {
      let file = try ImageFile.jpeg(image, quality: quality, subsampling: .s420)
      let coding = try #require(try ImageFile.read(file).metadata.originalCoding)
      // The steps of the lowest and of the highest qualities are alike.
      let expected = OriginalCoding(bytes: [2, 0, 0x22, UInt8(quality), UInt8(quality)])
      #expect(coding.steps == expected?.steps)
    }
  }

  @Test func `each step of coarseness makes a file smaller, down to the least`() throws {
    let picture = Picture(
      image: .noise(Size(width: 96, height: 96), .rgb),
      metadata: ImageMetadata(format: .jpeg).coded(OriginalCoding(quality: 90)))
    let sizes = try stride(from: 0, through: OriginalCoding.coarsest, by: 8).map { coarseness in
      let metadata = picture.metadata.coarsened(by: coarseness)
      return try ImageFile.write(Picture(image: picture.image, metadata: metadata)).count
    }
    #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(sizes[sizes.count - 1] * 8 < sizes[0])
  }

  @Test func `metadata stay in front of the frame, between it and the scans, and behind them`()
    throws
  {
    let image = Self.colours(40, 40)
    for process in OriginalCoding.Process.allCases {
      let metadata = try ImageMetadata(
        format: .jpeg,
        pieces: [
          ImageMetadata.Piece(.coding, OriginalCoding(quality: 75).with(process).bytes),
          ImageMetadata.Piece(
            tag: [0xE0], data: Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0]),
          ImageMetadata.Piece(.frame),
          ImageMetadata.Piece(tag: [0xE2], data: Array("ICC_PROFILE\0\u{1}\u{1}".utf8)),
          ImageMetadata.Piece(.scan),
          ImageMetadata.Piece(tag: [0xE1], data: Array("Exif\0\0".utf8)),
        ])
      let file = try ImageFile.write(Picture(image: image, metadata: metadata))
      #expect(try ImageFile.read(file).metadata == metadata)
      let codes = Self.markers(of: file)
      let frame = try #require(codes.firstIndex { 0xC0...0xC2 ~= $0 })
      let (first, last) = (
        try #require(codes.firstIndex(of: 0xDA)), try #require(codes.lastIndex(of: 0xDA))
      )
      #expect(codes.firstIndex(of: 0xE0) == 0)
      #expect(try (frame..<first).contains(#require(codes.firstIndex(of: 0xE2))))
      #expect(try #require(codes.firstIndex(of: 0xE1)) > last)
    }
  }

  /// The codes of the marker segments, in order.
  private static func markers(of file: [UInt8]) -> [UInt8] {
    var codes: [UInt8] = []
    var offset = 2
    while offset + 4 <= file.count {
      // Behind a scan's header its data are skipped.
      if file[offset] == 0xFF, file[offset + 1] != 0, !(0xD0...0xD9 ~= file[offset + 1]) {
        codes.append(file[offset + 1])
        offset += 2 + (Int(file[offset + 2]) << 8 | Int(file[offset + 3]))
      } else {
        offset += 1
      }
    }
    return codes
  }

  @Test func `rows may come in any number`() throws {
    let image = Self.colours(75, 83)
    let metadata = ImageMetadata(format: .jpeg).coded(
      OriginalCoding(quality: 85, across: 2, down: 2))
    let whole = try ImageFile.write(Picture(image: image, metadata: metadata))
    for count in [1, 7, 16, 64] {
      let output = try OutputPicture(image.shape, metadata)
      var file: [UInt8] = []
      for start in stride(from: 0, to: 83, by: count) {
        let end = min(start + count, 83)
        file += try output.append(Array(image.samples[start * 225..<end * 225]))
      }
      #expect(file == whole)
    }
  }

  @Test func `components that no copy can have are not supported`() throws {
    let file = try ImageFile.jpeg(Self.colours(16, 16), quality: 75, subsampling: .s420)
    let frame = try #require(
      file.indices.dropLast().first { file[$0] == 0xFF && file[$0 + 1] == 0xC2 })
    for (luma, chroma) in [(0x33, 0x21), (0x11, 0x22)] as [(UInt8, UInt8)] {
      var other = file
      other[frame + 11] = luma
      (other[frame + 14], other[frame + 17]) = (chroma, chroma)
      #expect(throws: ImageError.self) { try ImageFile.read(other) }
    }
  }
}

extension OriginalCoding {
  func with(_ process: Process) -> Self {
    var coding = self
    coding.process = process
    return coding
  }
}
