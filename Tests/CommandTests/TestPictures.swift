import Images
import Testing

/// Pictures drawn for the tests: small, as portable kernels are slow.
enum TestPictures {
  /// Slow waves with some grain, which costs a file far more than the codec.
  static func image(_ width: Int, _ height: Int, _ channels: Image.Channels) -> Image {
    var state: UInt32 = 1
    let samples = (0..<width * height * channels.count).map { index -> UInt8 in
      let (pixel, channel) = index.quotientAndRemainder(dividingBy: channels.count)
      let (y, x) = pixel.quotientAndRemainder(dividingBy: width)
      state = state &* 1_664_525 &+ 1_013_904_223
      let wave = (x * (channel + 2) + y * 3) % 256
      return UInt8(clamping: abs(wave - 128) + 40 + Int(state >> 27))
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }

  static func file(
    _ width: Int, _ height: Int, _ channels: Image.Channels, _ format: ImageFormat = .png
  ) throws -> [UInt8] {
    try ImageFile.write(Picture(image: image(width, height, channels), format: format))
  }
}

extension Sandbox {
  /// A folder `in` with a picture of each kind, and all an archiver may meet beside them.
  func makeFolder() throws {
    _ = try run(
      """
      mkdir -p in/sub in/empty 'in/a b'
      printf 'some text' > 'in/a b/two\nlines'
      printf 'bytes' > "in/$(printf 'caf\\351')"
      : > in/zero
      ln -s sub/grey.png in/link
      """)
    try write(TestPictures.file(70, 50, .rgb), to: "in/colour.png")
    try write(TestPictures.file(40, 33, .rgb, .jpeg), to: "in/photo.jpg")
    try write(TestPictures.file(65, 20, .rgba), to: "in/alpha.png")
    try write(TestPictures.file(64, 64, .grey), to: "in/sub/grey.png")
    try write(TestPictures.file(1, 1, .rgb), to: "in/sub/dot.png")
    _ = try run("chmod 640 in/zero; touch -d '2020-02-03 04:05:06' in/zero in/colour.png in/sub")
  }

  /// An archive `a.aez` of one picture and one text.
  func makeArchive() throws {
    try write(TestPictures.file(64, 48, .rgb), to: "p.png")
    try write(Array("some text".utf8), to: "t.txt")
    let packed = try run("aezip pack p.png t.txt a.aez --quality 30 && rm p.png t.txt")
    try #require(packed.code == 0, "\(packed.errors)")
  }
}
