import Images
import LatentSpace
import Networks
import PictureCodec
import Testing

@Suite struct DenoiserTests {
  private let denoiser: Denoiser

  init() throws {
    denoiser = try Denoiser(modelFile: #require(DemoModels.named(DemoModels.denoiser)).file)
  }

  /// Soft waves with an edge and a disc.
  static func drawing(_ width: Int, _ height: Int, _ channels: Image.Channels = .rgb) -> Image {
    let samples = (0..<height).flatMap { y in
      (0..<width).flatMap { x -> [UInt8] in
        let light = x * 3 > y * 2 + 40 ? 150 : 90
        let disc = (x - 60) * (x - 60) + (y - 50) * (y - 50) < 900 ? 60 : 0
        let (green, blue) = (light - disc / 2 + y % 30, 200 - light + disc / 3 + x % 20)
        let all = [light + disc, green, blue]
        let alpha: [UInt8] = channels.hasAlpha ? [UInt8((x + y) % 256)] : []
        return all.prefix(channels.withoutAlpha.count).map { UInt8($0) } + alpha
      }
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }

  @Test(arguments: [Image.Channels.rgb, .grey])
  func `noise goes and the picture stays`(channels: Image.Channels) async throws {
    let clean = Self.drawing(170, 130, channels)
    for deviation in [Float(10), 25] {
      let noisy = clean.addingNoise(deviation: deviation, seed: 7)
      #expect(abs(noisy.noiseDeviation - deviation) < 0.12 * deviation)
      let cleaned = try await denoiser.cleaned(noisy, deviation: deviation)
      #expect(cleaned.channels == channels)
      #expect(psnr(cleaned, clean) > psnr(noisy, clean) + 4)
    }
    let untouched = try await denoiser.cleaned(clean, deviation: 0)
    #expect(untouched == clean)
  }

  @Test func `alpha is what it was, and jobs change nothing`() async throws {
    let image = Self.drawing(600, 90, .rgba).addingNoise(deviation: 20, seed: 3)
    let one = try await denoiser.cleaned(image, deviation: 20, passes: 1)
    let two = try await denoiser.cleaned(image, deviation: 20, passes: 1, jobs: 2)
    #expect(one == two && one.alphaPlane == image.alphaPlane && one.channels == .rgba)
    // A tile ends at column 512, where no seam is visible.
    let clean = Self.drawing(600, 90, .rgba)
    func error(_ columns: Range<Int>) -> Int {
      var sum = 0
      for row in 0..<90 {
        for column in columns {
          let at = 4 * (row * 600 + column)
          sum += abs(Int(one.samples[at]) - Int(clean.samples[at]))
        }
      }
      return sum
    }
    #expect(error(508..<516) < 2 * error(440..<448) + 2000)
  }

  @Test(arguments: [(1, 1), (3, 200), (65, 2)])
  func `the smallest pictures have noise, too`(width: Int, height: Int) async throws {
    let image = Image(
      width: width, height: height, channels: .grey,
      samples: (0..<width * height).map { UInt8(100 + $0 % 9) })
    let cleaned = try await denoiser.cleaned(image, deviation: 30, passes: 16)
    #expect(cleaned.width == width && cleaned.height == height)
    #expect(cleaned.samples.allSatisfy { abs(Int($0) - 104) < 30 })
  }

  @Test func `a codec is not a denoiser`() throws {
    #expect(throws: LatentError.notDenoiser) {
      try Denoiser(modelFile: BuiltInModel.newest.file)
    }
    #expect(throws: LatentError.notDenoiser) { try Denoiser(modelFile: RampModel.file()) }
  }

  @Test func `deviations between two levels lie between them`() throws {
    let levels = DenoisingLevels([5, 10, 30])
    #expect(levels.level(of: 5).index == 0)
    #expect(levels.level(of: 0.1).index == 0)
    #expect(levels.level(of: 20).index == 256 + 128)
    #expect(levels.level(of: 30).index == 512)
    #expect(levels.level(of: 200).index == 512)
    #expect(try DenoisingLevels(metadata: ["noise": levels.text], levels: 3) == levels)
    #expect(try DenoisingLevels(metadata: [:], levels: 3) == nil)
    for text in ["", "5 10", "10 5 30", "5 10 x", "0 1 2", "5 10 nan"] {
      #expect(throws: ModelError.badMetadata(key: "noise", value: text)) {
        try DenoisingLevels(metadata: ["noise": text], levels: 3)
      }
    }
  }
}
