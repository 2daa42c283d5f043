import Images
import Testing

@Suite struct ImageTests {
  @Test(arguments: Image.Channels.allCases, Size.odd)
  func `alpha comes off and goes back on`(channels: Image.Channels, size: Size) {
    let image = Image.noise(size, channels)
    let bare = image.withoutAlpha
    #expect(bare.channels == channels.withoutAlpha)
    #expect(bare.samples == image.colourSamples)
    #expect((image.alphaPlane != nil) == channels.hasAlpha)
    #expect(bare.joined(withAlpha: image.alphaPlane) == image)
  }

  @Test func `colour and alpha are separated by position`() {
    let image = Image(width: 2, height: 1, channels: .rgba, samples: [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(image.alphaPlane == [4, 8])
    #expect(image.colourSamples == [1, 2, 3, 5, 6, 7])
  }

  @Test func `PSNR is that of its formula and infinite for equal images`() {
    let black = Image(width: 2, height: 2, channels: .grey, samples: [0, 0, 0, 0])
    let dot = Image(width: 2, height: 2, channels: .grey, samples: [0, 0, 0, 2])
    #expect(meanSquaredError(black, dot) == 1)
    #expect(abs(psnr(black, dot) - 48.130_803_6) < 1e-6)
    #expect(psnr(dot, dot) == .infinity)
  }

  @Test func `a PSNR is never rounded up`() {
    for (value, rounded) in [
      (34.999, 34.99), (35, 35), (35.06, 35.06), (35.069_999, 35.06), (0.004, 0),
    ] {
      #expect(roundedDown(decibels: value) == rounded)
    }
    #expect(roundedDown(decibels: .infinity) == .infinity)
  }

  @Test func `PSNR ignores alpha`() {
    let opaque = Image(width: 1, height: 1, channels: .greyAlpha, samples: [9, 255])
    let clear = Image(width: 1, height: 1, channels: .greyAlpha, samples: [9, 0])
    #expect(psnr(opaque, clear) == .infinity)
    #expect(psnr(opaque, clear.withoutAlpha) == .infinity)
  }

  @Test func `formats are recognised by their signatures`() {
    #expect(ImageFormat(sniffing: TestPNG.signature) == .png)
    #expect(ImageFormat(sniffing: [0xFF, 0xD8, 0xFF] as [UInt8]) == .jpeg)
    #expect(ImageFormat(sniffing: TestPNG.signature.dropLast()) == nil)
    #expect(ImageFormat(sniffing: [] as [UInt8]) == nil)
  }

  @Test func `a file that is neither says how it starts`() {
    let error = ImageError.notAnImage(startsWith: Array("GIF89a\u{1}\0".utf8))
    #expect(throws: error) { try ImageFile.read(Array("GIF89a\u{1}\0\u{1}\0".utf8)) }
    #expect(error.description == "neither PNG nor JPEG: starts with 47 49 46 38 39 61 01 00")
    #expect(throws: ImageError.notAnImage(startsWith: [])) { try ImageFile.read([]) }
  }
}
