import Aezip
import Files
import Images
import LatentSpace
import Testing

@Suite struct MorphTests {
  static let ends = (RampModel.image(0.8, 0.5, -0.3), RampModel.image(1.2, -0.4, 0.1))

  /// Whether all samples differ by at most a quantisation step.
  func isNear(_ image: Image, _ other: Image) -> Bool {
    zip(image.samples, other.samples).allSatisfy { abs(Int($0) - Int($1)) <= 3 }
  }

  @Test func `latents of a linear model mix as its pictures do`() throws {
    let (a, b) = Self.ends
    let morph = try Morph.encode(a, b.inColour, modelFile: RampModel.file())
    let frames = try morph.frames(5)
    #expect(frames.count == 5)
    #expect(isNear(frames[0], a) && isNear(frames[4], b))
    #expect(isNear(frames[1], RampModel.image(0.9, 0.275, -0.2)))
    #expect(isNear(frames[2], RampModel.image(1, 0.05, -0.1)))
  }

  @Test func `pictures of an archive are mixed from what it holds of them`() async throws {
    let scratch = try ScratchFolder()
    try scratch.makeFolder("in")
    let (a, b) = Self.ends
    for (image, name) in [(a, "a"), (b, "b"), (RampModel.image(3), "c")] {
      let file = try ImageFile.write(Picture(image: image, format: .png))
      try scratch.write(file, to: "in/\(name).png")
    }
    let photo = Image(
      width: 40, height: 30, channels: .grey, samples: (0..<1200).map { UInt8($0 % 40 * 4) })
    try scratch.write(
      ImageFile.write(Picture(image: photo, format: .png)), to: "in/photo.png")
    try scratch.write(Array("some text".utf8), to: "in/notes.txt")
    var options = PackOptions()
    options.latentsOnly = true
    options.model = try RampModel.file()
    options.quality = 100
    options.keepsSmallerFiles = false
    _ = try await Packer.pack(
      [scratch.path(of: "in")], into: scratch.path(of: "a.aez"), options: options)
    let archive = try Archive(path: scratch.path(of: "a.aez"))
    func morph(_ one: String, _ other: String) async throws -> [Image] {
      try await Morph.read(
        Array("in/\(one)".utf8), Array("in/\(other)".utf8), from: archive
      ).frames(3)
    }
    let frames = try await morph("b.png", "a.png")
    #expect(isNear(frames[0], b) && isNear(frames[2], a))
    #expect(isNear(frames[1], RampModel.image(1, 0.05, -0.1)))
    await #expect(throws: LatentError.photograph(path: Array("in/photo.png".utf8))) {
      try await morph("a.png", "photo.png")
    }
    await #expect(throws: LatentError.notLatents(path: Array("in/notes.txt".utf8))) {
      try await morph("notes.txt", "a.png")
    }
  }

  @Test func `what cannot be mixed is named`() throws {
    let (a, _) = Self.ends
    let large = Image(
      width: 9, height: 8, channels: .grey, samples: Array(repeating: 1, count: 72))
    #expect(throws: LatentError.sizeMismatch(found: "9×8", expected: ["8×8"])) {
      try Morph.encode(a, large, modelFile: RampModel.file())
    }
  }

  @Test func `a contact sheet has pictures row by row, with white between them`() {
    let pictures = (1...5).map { number in
      Image(
        width: 2, height: 1, channels: .grey,
        samples: [UInt8(10 * number), UInt8(10 * number + 1)])
    }
    let sheet = ContactSheet.image(of: pictures, columns: 2, gap: 1)
    #expect(sheet.width == 5 && sheet.height == 5)
    #expect(
      sheet.samples == [
        10, 11, 255, 20, 21, 255, 255, 255, 255, 255, 30, 31, 255, 40, 41, 255, 255, 255, 255,
        255, 50, 51, 255, 255, 255,
      ])
    let strip = ContactSheet.image(of: pictures, columns: 5)
    #expect(strip.width == 10 && strip.samples.prefix(4) == [10, 11, 20, 21])
  }
}
