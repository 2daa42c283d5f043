import Aezip
import Files
import Images
import Learning
import Networks
import TestSupport
import Testing
import Training

/// `aezip pack --effort`: codes refined while pictures are packed.
@Suite struct RefiningTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private static func maker(steps: Int) -> RefinerMaker {
    { (model, file, changes) throws(ModelError) in
      try PhotoRefiner(model, file: file, changes: changes, plan: RefiningPlan(steps: steps))
    }
  }

  private func options(_ refining: RefinerMaker?) -> PackOptions {
    var options = PackOptions()
    options.quality = 30
    options.overwrite = true
    options.keepsSmallerFiles = false
    options.latentsOnly = true
    options.quantisation = refining.map { .refined($0) } ?? .rounded
    return options
  }

  /// What an archive of one picture costs, in bits.
  private func cost(
    of image: Image, _ refining: RefinerMaker?, coder: EntropyCoder = .prior
  ) async throws -> Double {
    var options = options(refining)
    options.coder = coder
    let output = scratch.path(of: "cost.aez")
    _ = try await Packer.pack([scratch.path(of: "p.png")], into: output, options: options)
    let archive = try Archive(path: output)
    #expect(try await archive.verify().problems.isEmpty)
    let size = try #require(try archive.entries().first).packedSize
    var overwriting = UnpackOptions()
    overwriting.overwrite = true
    _ = try await archive.unpack(into: scratch.path(of: "out"), options: overwriting)
    let decoded = try ImageFile.read(scratch.read("out/p.png")).image.withoutAlpha
    // An eighth of the way from level 2 to level 3.
    let lambda = 0.0067 * 0.875 + 0.0130 * 0.125
    let error = meanSquaredError(image.withoutAlpha, decoded)
    return Double(8 * size) + 1.2 * lambda * error * Double(image.pixelCount)
  }

  @Test(arguments: [Image.Channels.rgb, .grey, .rgba])
  func `refined codes cost less, whatever the picture's channels`(
    channels: Image.Channels
  ) async throws {
    let image = Discs.image(3, side: 50, channels)
    try scratch.write(Discs.file(3, side: 50, channels), to: "p.png")
    let plain = try await cost(of: image, nil)
    let refined = try await cost(of: image, Self.maker(steps: 16))
    #expect(refined < plain)
    #expect(try await cost(of: image, Self.maker(steps: 64)) < refined)
  }

  @Test(arguments: EntropyCoder.allCases)
  func `a picture larger than a window is refined piece by piece`(coder: EntropyCoder) async throws
  {
    let image = Discs.image(5, side: 700, .rgb)
    let strip = Image(
      width: 700, height: 30, channels: .rgb, samples: Array(image.samples.prefix(700 * 30 * 3)))
    try scratch.write(ImageFile.write(Picture(image: strip, format: .png)), to: "p.png")
    let plain = try await cost(of: strip, nil, coder: coder)
    let refined = try await cost(of: strip, Self.maker(steps: 16), coder: coder)
    // What the prior saves zstd may not.
    #expect(coder == .prior ? refined < plain : refined <= plain)
  }

  /// Codes that are all nought.
  private struct Spoiler: LatentRefiner {
    func errorWeight(at level: QualityLevel) -> Double { 1 }

    func refined(
      _ codes: PhotoLatents, of samples: [UInt8], size: PhotoSize, level: QualityLevel
    ) -> PhotoLatents {
      let (latents, hyper) = (codes.latents, codes.hyperLatents)
      return PhotoLatents(
        latents: latents.tensor.scaled(by: 0).rounded(),
        hyperLatents: hyper.tensor.scaled(by: 0).rounded())
    }
  }

  private func archive(_ name: String, _ options: PackOptions) async throws -> [UInt8] {
    _ = try await Packer.pack(
      [scratch.path(of: "in")], into: scratch.path(of: name), options: options)
    return try scratch.read(name)
  }

  private func makePictures() throws {
    try scratch.makeFolder("in")
    for index in 0..<3 {
      try scratch.write(Discs.file(index, side: 40 + index, .rgb), to: "in/\(index).png")
    }
  }

  @Test func `codes that cost more are not taken`() async throws {
    try makePictures()
    let plain = try await archive("plain.aez", options(nil))
    let spoilt = try await archive("spoilt.aez", options { _, _, _ in Spoiler() })
    #expect(plain == spoilt)
  }

  @Test func `archives do not depend on how many pictures are refined at a time`() async throws {
    try makePictures()
    var options = options(Self.maker(steps: 10))
    let one = try await archive("one.aez", options)
    options.jobs = 4
    #expect(try await archive("four.aez", options) == one)
  }

  @Test func `a mean PSNR that is asked for is reached by refined codes`() async throws {
    try makePictures()
    var options = options(Self.maker(steps: 10))
    let plain = try await Packer.pack(
      [scratch.path(of: "in")], into: scratch.path(of: "a.aez"), options: options)
    let wanted = try #require(plain.meanPSNR)
    (options.psnr, options.quality) = (wanted, 75)
    let report = try await Packer.pack(
      [scratch.path(of: "in")], into: scratch.path(of: "a.aez"), options: options)
    #expect(try #require(report.meanPSNR) >= wanted)
  }

  @Test func `a model that does not say what its levels are for is refused`() async throws {
    try makePictures()
    var options = options(Self.maker(steps: 10))
    let sizes = try PhotoConfiguration(metadata: [
      "format": "aezip-photo", "M": "32", "N": "16", "C": "16", "H": "8", "levels": "2",
      "blocks_analysis": "1", "blocks_synthesis": "2",
    ])
    let weights = PhotoWeights(sizes, components: nil, lambdas: [0.0067, 0.0483], seed: 1)
    let silent = TrainablePhotoModel(weights)
    options.model = try silent.weights(of: silent.parameters, metadata: ["lambdas": ""]).file()
    await #expect(throws: AezipError.self) { try await archive("a.aez", options) }
    options.quantisation = .rounded
    _ = try await archive("a.aez", options)
  }

  @Test func `the first three efforts refine nothing`() {
    #expect((1...3).allSatisfy { RefiningPlan(effort: $0) == nil })
    let steps = (4...9).compactMap { RefiningPlan(effort: $0)?.steps }
    #expect(steps.count == 6 && steps == steps.sorted() && Set(steps).count == 6)
  }
}
