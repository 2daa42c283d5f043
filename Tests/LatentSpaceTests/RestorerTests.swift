import Aezip
import Files
import Images
import LatentSpace
import Testing

@Suite struct RestorerTests {
  /// The lower right quarter of 8×8 pixels.
  static let quarter = (0..<64).map { $0 / 8 >= 4 && $0 % 8 >= 4 }

  /// A picture with noise in its unknown pixels.
  static func torn(_ image: Image) -> Image {
    Image(
      width: 8, height: 8, channels: .grey,
      samples: image.samples.enumerated().map { quarter[$0] ? UInt8($0 * 37 % 256) : $1 })
  }

  @Test func `what is missing follows from what is there`() throws {
    let restorer = try Restorer(modelFile: RampModel.file())
    for index in 0..<5 {
      let image = RampModel.image(index)
      let restored = try restorer.restored(Self.torn(image), unknown: Self.quarter)
      for place in 0..<64 {
        let error = abs(Int(restored.samples[place]) - Int(image.samples[place]))
        // Known pixels stay, and the prior biases the others slightly.
        #expect(Self.quarter[place] ? error < 12 : error == 0)
      }
    }
  }

  @Test func `pictures with colour or alpha keep their known pixels`() throws {
    let restorer = try Restorer(modelFile: RampModel.file())
    let image = Self.torn(RampModel.image(3)).inColour.joined(
      withAlpha: Self.quarter.map { $0 ? 0 : 255 })
    let unknown = try image.unknownPixels(mask: nil)
    #expect(unknown == Self.quarter)
    let restored = try restorer.restored(image, unknown: unknown)
    // The restored pixels are opaque.
    #expect(restored.channels == .rgba && restored.alphaPlane == Array(repeating: 255, count: 64))
    let truth = RampModel.image(3).inColour
    let samples = restored.colourSamples
    #expect(zip(samples, truth.samples).allSatisfy { abs(Int($0) - Int($1)) < 12 })
  }

  @Test func `an archive's latents are a prior`() async throws {
    let scratch = try ScratchFolder()
    try scratch.makeFolder("in")
    for index in 0..<30 {
      let file = try ImageFile.write(Picture(image: RampModel.image(index), format: .png))
      try scratch.write(file, to: "in/\(index).png")
    }
    var options = PackOptions()
    options.latentsOnly = true
    options.model = try RampModel.file()
    options.quality = 100
    options.keepsSmallerFiles = false
    _ = try await Packer.pack(
      [scratch.path(of: "in")], into: scratch.path(of: "a.aez"), options: options)
    let archive = try Archive(path: scratch.path(of: "a.aez"))
    let image = RampModel.image(100)
    let torn = Self.torn(image)
    let restored = try await Restorer.learn(like: torn, from: archive)
      .restored(torn, unknown: Self.quarter)
    #expect(zip(restored.samples, image.samples).allSatisfy { abs(Int($0) - Int($1)) < 20 })
    let large = Image(
      width: 9, height: 8, channels: .grey, samples: Array(repeating: 1, count: 72))
    await #expect(throws: LatentError.sizeMismatch(found: "9×8", expected: ["8×8"])) {
      try await Restorer.learn(like: large, from: archive)
    }
  }

  @Test func `masks mark missing pixels, or are refused`() throws {
    let image = RampModel.image(0)
    let mask = Image(
      width: 8, height: 8, channels: .grey, samples: Self.quarter.map { $0 ? 255 : 0 })
    #expect(try image.unknownPixels(mask: mask) == Self.quarter)
    #expect(throws: LatentError.nothingMissing) { try image.unknownPixels(mask: nil) }
    let other = Image(width: 2, height: 1, channels: .grey, samples: [255, 0])
    #expect(throws: LatentError.maskSizeMismatch(mask: "2×1", picture: "8×8")) {
      try image.unknownPixels(mask: other)
    }
    #expect(throws: LatentError.nothingKnown) {
      try Restorer(modelFile: RampModel.file())
        .restored(image, unknown: Array(repeating: true, count: 64))
    }
  }

  @Test func `figures stand beside those of the mean picture`() async throws {
    let restorer = try Restorer(modelFile: RampModel.file())
    let pictures = (0..<20).map { RampModel.image($0) }
    let one = try await RestorationMeasurement.measure(restorer, pictures, seed: 1)
    let two = try await RestorationMeasurement.measure(restorer, pictures, seed: 1, jobs: 2)
    #expect(one.restored == two.restored && one.meanPicture == two.meanPicture)
    #expect(one.restored > one.meanPicture + 6)
  }
}
