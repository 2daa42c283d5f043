import Images
import Testing

/// JPEG as a codec to be measured, quality and subsampling given.
@Suite struct JPEGBaselineTests {
  @Test(arguments: zip(ChromaSubsampling.allCases, [0x11, 0x22] as [UInt8]))
  func `the frame header has the subsampling asked for`(
    subsampling: ChromaSubsampling, factors: UInt8
  ) throws {
    let image = Image.gradient(Size(width: 40, height: 24), .rgb)
    let file = try ImageFile.jpeg(image, quality: 75, subsampling: subsampling)
    let marker = file.indices.dropLast().first { file[$0] == 0xFF && file[$0 + 1] == 0xC2 }
    let frame = try #require(marker)
    // Components of three bytes each, number, factors, table, follow ten bytes of header.
    #expect(file[frame + 11] == factors)
    #expect(file[frame + 14] == 0x11)
    #expect(psnr(try ImageFile.read(file).image, image) > 35)
  }

  @Test func `grey pictures have no chroma to subsample`() throws {
    let image = Image.gradient(Size(width: 40, height: 24), .grey)
    let files = try ChromaSubsampling.allCases.map {
      try ImageFile.jpeg(image, quality: 30, subsampling: $0)
    }
    #expect(files[0] == files[1])
    #expect(try ImageFile.read(files[0]).image.channels == .grey)
  }

  @Test func `alpha is refused`() {
    #expect(throws: ImageError.cannotWrite("JPEG holds no alpha")) {
      try ImageFile.jpeg(
        .noise(Size(width: 2, height: 2), .rgba), quality: 75, subsampling: .s420)
    }
  }
}
