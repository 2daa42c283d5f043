import Bytes
import Images
import Testing

@Suite struct PNGFileTests {
  @Test(arguments: Image.Channels.allCases, Size.odd)
  func `every sample comes back`(channels: Image.Channels, size: Size) throws {
    let picture = Picture(image: .noise(size, channels), format: .png)
    #expect(try ImageFile.read(ImageFile.write(picture)) == picture)
  }

  @Test(arguments: Image.Channels.allCases, [false, true])
  func `files of other hands are read, interlaced or not`(
    channels: Image.Channels, interlaced: Bool
  ) throws {
    for size in Size.odd {
      let image = Image.noise(size, channels)
      let picture = try ImageFile.read(TestPNG(image, interlaced: interlaced).file)
      #expect(picture.image == image)
      let copy = try ImageFile.write(picture)
      #expect(copy[28] == (interlaced ? 1 : 0))
      #expect(try ImageFile.read(copy) == picture)
    }
  }

  @Test(arguments: Image.Channels.allCases)
  func `gamma, profile and background change no sample`(channels: Image.Channels) throws {
    let image = Image.noise(Size(width: 16, height: 16), channels)
    var png = TestPNG(image)
    png.beforeData = [
      TestPNG.chunk("gAMA", [0, 0, 0x27, 0x10]),
      TestPNG.chunk("cHRM", Array(repeating: 0x11, count: 32)),
      TestPNG.chunk("iCCP", Array("odd\0\0not a profile".utf8)),
      TestPNG.chunk("sBIT", Array(repeating: 5, count: channels.count)),
      TestPNG.chunk("bKGD", Array(repeating: 0, count: channels.isColour ? 6 : 2)),
    ]
    let picture = try ImageFile.read(png.file)
    #expect(picture.image == image)
    #expect(
      picture.metadata.pieces.map { String(decoding: $0.tag, as: UTF8.self) }
        == ["gAMA", "cHRM", "iCCP", "sBIT", "bKGD"])
    let again = try ImageFile.read(ImageFile.write(picture))
    #expect(again == picture)
  }

  @Test func `transparent pixels keep their colour`() throws {
    let image = try Image.solid(Size(width: 5, height: 5), [200, 100, 50, 0])
    let picture = Picture(image: image, format: .png)
    #expect(try ImageFile.read(ImageFile.write(picture)).image == image)
    #expect(try ImageFile.read(TestPNG(image).file).image == image)
  }

  @Test func `what outlasts coding is kept, byte for byte and in order`() throws {
    var png = TestPNG(.gradient(Size(width: 8, height: 8), .rgb))
    let kept = ["sRGB", "pHYs", "zTXt", "eXIf", "cICP", "mDCV", "cLLI", "prIv"]
    let unsafe = ["PLTE", "hIST", "sPLT", "prIV", "mkBF", "mkTS", "sCAL", "pCAL", "sTER", "oFFs"]
    let behind = ["tEXt", "tIME", "iTXt", "caBX", "orNT", "fcTL", "fdAT"]
    let before = kept + unsafe
    png.beforeData = (before + ["iDOT"]).map { TestPNG.chunk($0, Array($0.utf8)) }
    png.afterData = behind.map { TestPNG.chunk($0, []) }
    let picture = try ImageFile.read(png.file)
    let tags = picture.metadata.pieces.map { String(decoding: $0.tag, as: UTF8.self) }
    #expect(tags == before + ["IDAT"] + behind)
    #expect(picture.metadata.pieces.prefix(before.count).allSatisfy { $0.tag == $0.data })
    let written = try ImageFile.write(picture)
    #expect(TestPNG.chunkTypes(written) == ["IHDR"] + before + ["IDAT"] + behind + ["IEND"])
    #expect(try ImageFile.read(written) == picture)
  }

  @Test func `nothing is said of a picture of which nothing was said`() throws {
    let picture = Picture(image: .gradient(Size(width: 8, height: 8), .rgb), format: .png)
    #expect(TestPNG.chunkTypes(try ImageFile.write(picture)) == ["IHDR", "IDAT", "IEND"])
  }
}

@Suite struct PNGRefusalTests {
  let sound = TestPNG(.noise(Size(width: 16, height: 16), .rgb))

  @Test(arguments: [
    (1, 0, "1-bit samples"), (16, 0, "16-bit samples"), (16, 6, "16-bit samples"),
    (8, 3, "a palette"), (4, 3, "a palette"),
  ])
  func `depths and palettes an image does not hold`(
    depth: UInt8, colourType: UInt8, reason: String
  ) {
    var png = sound
    png.depth = depth
    png.colourType = colourType
    #expect(throws: ImageError.unsupported(reason)) { try ImageFile.read(png.file) }
  }

  @Test(arguments: ["tRNS", "acTL", "CgBI"])
  func `chunks that make it another picture`(type: String) throws {
    var png = sound
    png.beforeData = [TestPNG.chunk(type, Array(repeating: 0, count: 8))]
    let error = #expect(throws: ImageError.self) { try ImageFile.read(png.file) }
    guard case .unsupported(let what) = error else { throw try #require(error) }
    #expect(what.contains(type))
  }

  @Test func `anything but zeros after the end`() throws {
    let image = try ImageFile.read(sound.file).image
    #expect(try ImageFile.read(sound.file + Array(repeating: 0, count: 1000)).image == image)
    #expect(throws: ImageError.unsupported("other data after the image")) {
      try ImageFile.read(sound.file + [0, 1])
    }
  }

  @Test func `sizes past the limits, before anything is allocated`() {
    var png = sound
    (png.width, png.height) = (1_000_001, 1)
    #expect(throws: tooLarge(1_000_001, 1)) { try ImageFile.read(png.file) }
    (png.width, png.height) = (1 << 15, 1 << 15)
    #expect(throws: tooLarge(1 << 15, 1 << 15)) { try ImageFile.read(png.file) }
    (png.width, png.height) = (Int(UInt32.max), Int(UInt32.max))
    #expect(throws: tooLarge(Int(UInt32.max), Int(UInt32.max))) { try ImageFile.read(png.file) }
  }

  @Test func `more pixels than the data can hold`() {
    var png = sound
    (png.width, png.height) = (20_000, 20_000)
    #expect(throws: ImageError.self) { try ImageFile.read(png.file) }
    do {
      _ = try ImageFile.read(png.file)
    } catch {
      #expect(error.description.contains("cannot hold 1200000000 samples"))
    }
  }

  @Test func `headers no PNG may have`() {
    var png = sound
    png.height = 0
    expectDamage(png.file, at: 8)
    png = sound
    (png.depth, png.colourType) = (8, 5)
    expectDamage(png.file, at: 8)
  }

  @Test func `a changed byte anywhere in a chunk, with its offset`() {
    for index in sound.file.indices.dropFirst(33) {
      var file = sound.file
      file[index] ^= 0x10
      expectDamage(file, at: index < file.count - 12 ? 33 : file.count - 12)
    }
  }

  @Test func `every truncation`() {
    for count in 8..<sound.file.count {
      #expect(throws: ImageError.self) { try ImageFile.read(Array(sound.file.prefix(count))) }
    }
  }

  @Test func `wrong order of chunks`() {
    let header = TestPNG.chunk("IHDR", sound.header)
    var png = sound
    png.beforeData = [header]
    expectDamage(png.file, at: 33)
    let text = TestPNG.chunk("tEXt", [])
    expectDamage(TestPNG.signature + text + sound.file.dropFirst(8), at: 8)
    png = sound
    png.afterData = [text, TestPNG.chunk("IDAT", [])]
    expectDamage(png.file, at: 33)
    let bare = TestPNG.signature + header + TestPNG.chunk("IEND", [])
    expectDamage(bare, at: bare.count)
  }

  @Test func `pixels missing or too many in sound chunks`() {
    var png = sound
    png.rows.removeLast(20)
    #expect(throws: ImageError.self) { try ImageFile.read(png.file) }
    png.rows += Array(repeating: 0, count: 500)
    #expect(throws: ImageError.self) { try ImageFile.read(png.file) }
  }

  private func tooLarge(_ width: Int, _ height: Int) -> ImageError {
    .tooLarge(width: width, height: height, sideLimit: 1_000_000, pixelLimit: 1 << 29)
  }
}

/// Expects `damaged` with an offset.
func expectDamage(
  _ file: [UInt8], at offset: Int, sourceLocation: SourceLocation = #_sourceLocation
) {
  do {
    _ = try ImageFile.read(file)
    Issue.record("was read", sourceLocation: sourceLocation)
  } catch {
    guard case .damaged(_, offset) = error else {
      Issue.record("\(error)", sourceLocation: sourceLocation)
      return
    }
  }
}
