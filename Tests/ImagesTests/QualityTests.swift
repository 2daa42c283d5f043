import Foundation
import Images
import Testing

/// Against scikit-image and pytorch_msssim; how they were asked stands in QualityCases.swift.
@Suite struct QualityTests {
  struct Case: Sendable {
    let file: String
    let size: Size
    let isColour: Bool
    let step: Int
    let noise: Int
    let expected: PictureQuality
  }

  @Test(arguments: cases)
  func `measures agree with the programs others use, to 0.0000001`(_ sample: Case) throws {
    let whole = try corpusImage(sample.file)
    let original = whole.cropped(to: sample.size, channels: sample.isColour ? 3 : 1)
    let decoded = original.degraded(step: sample.step, noise: sample.noise)
    let quality = PictureQuality(of: decoded, against: original)
    let expected = sample.expected
    #expect(try distance(quality.psnr, expected.psnr) < 1e-9)
    #expect(try distance(quality.lumaPSNR, expected.lumaPSNR) < 1e-9)
    #expect(try distance(quality.ssim, expected.ssim) < 1e-7)
    #expect(try distance(quality.msSSIM, expected.msSSIM) < 1e-7)
    #expect(quality.ssimulacra2 == nil)
    #expect(PictureQuality(of: original, against: decoded) == quality)
  }

  private func distance(_ value: Double?, _ expected: Double?) throws -> Double {
    abs(try #require(value) - #require(expected))
  }

  @Test func `the worst window is found wherever it lies, and weighs alpha`() throws {
    for (width, height) in [(200, 150), (64, 64), (70, 30), (5, 9)] {
      for alpha in [false, true] {
        let original = Image.noise(Size(width: width, height: height), alpha ? .rgba : .rgb)
        let other = original.degraded(step: 4, noise: 9)
        var error = WindowError(width: width, height: height)
        for row in stride(from: 0, to: height, by: 7) {
          let count = min(7, height - row)
          error.add(original.rows(row, count), other.rows(row, count))
        }
        var largest = 0.0
        for top in stride(from: 0, through: max(height - 64, 0) + 7, by: 8)
        where top == 0 || top + 56 < height {
          for left in stride(from: 0, through: max(width - 64, 0) + 7, by: 8)
          where left == 0 || left + 56 < width {
            largest = max(
              largest,
              meanSquaredError(
                original.window(left, top, 64), other.window(left, top, 64)))
          }
        }
        #expect(abs(error.largest - largest) < 1e-9, "\(width)×\(height)")
      }
    }
  }

  @Test func `equal images have no noise to compare a signal with`() {
    let image = Image.gradient(Size(width: 170, height: 163), .rgb)
    let quality = PictureQuality(of: image, against: image)
    #expect(
      quality
        == PictureQuality(psnr: nil, lumaPSNR: nil, ssim: 1, msSSIM: 1, ssimulacra2: nil))
  }

  @Test func `the window must fit, on the coarsest scale too`() {
    func measured(_ width: Int, _ height: Int) -> [Bool] {
      let size = Size(width: width, height: height)
      let quality = PictureQuality(of: .noise(size, .rgb), against: .gradient(size, .rgb))
      return [quality.ssim != nil, quality.msSSIM != nil]
    }
    #expect(measured(10, 200) == [false, false])
    #expect(measured(200, 11) == [true, false])
    #expect(measured(161, 160) == [true, false])
    #expect(measured(161, 161) == [true, true])
  }

  @Test func `what has nothing in common measures zero, not less`() {
    let image = Image.noise(Size(width: 170, height: 170), .grey)
    let opposite = Image(
      width: 170, height: 170, channels: .grey, samples: image.samples.map { 255 - $0 })
    let quality = PictureQuality(of: opposite, against: image)
    #expect(quality.msSSIM == 0)
    #expect((quality.ssim ?? 0) < 0)
  }

  @Test func `errors count as much as they are visible`() {
    let size = Size(width: 170, height: 165)
    let (a, b) = (Image.noise(size, .rgb), Image.gradient(size, .rgb))
    func psnr(alpha: (Int) -> UInt8) -> Double? {
      let plane = (0..<a.pixelCount).map(alpha)
      return PictureQuality(of: b, against: a.joined(withAlpha: plane)).psnr
    }
    let opaque = PictureQuality(of: b, against: a).psnr
    #expect(psnr { _ in 255 } == opaque && psnr { _ in 40 } == opaque)
    #expect(psnr { _ in 0 } == nil)
    let half = (0..<a.pixelCount / 2).reduce(0.0) { sum, pixel in
      (3 * pixel..<3 * pixel + 3).reduce(sum) {
        $0 + pow(Double(a.samples[$1]) - Double(b.samples[$1]), 2)
      }
    }
    let expected = 10 * log10(255 * 255 / (half / Double(a.pixelCount / 2 * 3)))
    let measured = psnr { $0 < a.pixelCount / 2 ? 128 : 0 }
    #expect(abs((measured ?? 0) - expected) < 1e-9)
  }

  @Test func `grey against colour is measured in colour`() {
    let size = Size(width: 170, height: 165)
    let (grey, colour) = (Image.noise(size, .grey), Image.gradient(size, .rgb))
    let quality = PictureQuality(of: grey, against: colour)
    #expect(quality == PictureQuality(of: grey.inColour, against: colour))
    #expect(quality.psnr != quality.lumaPSNR)
    #expect(PictureQuality(of: grey, against: grey.inColour).psnr == nil)
  }

  @Test func `luma PSNR weighs the channels as BT.601 does`() throws {
    let black = try Image.solid(Size(width: 3, height: 2), [0, 0, 0])
    let green = try Image.solid(Size(width: 3, height: 2), [0, 10, 0])
    #expect(abs(lumaPSNR(black, green) - 10 * log10(255 * 255 / (5.87 * 5.87))) < 1e-9)
    let expected = 10 * log10(255 * 255 / (100.0 / 3))
    #expect(abs(psnr(black, green) - expected) < 1e-9)
  }
}

/// JPEG of Kodak's pictures, 4:2:0, against Pillow 13 measured by pytorch_msssim, and against what
/// the CompressAI project published.
@Suite(.enabled(if: Corpus.folder != nil, "AEZIP_CORPUS is not set"))
struct PublishedQualityTests {
  private struct Curve: Decodable {
    let psnr: [Double]
    let msSSIM: [Double]

    enum CodingKeys: String, CodingKey {
      case psnr
      case msSSIM = "ms-ssim"
    }
  }

  struct Case: Sendable {
    let quality: Int
    let psnr: Double
    let msSSIM: Double
  }

  @Test(arguments: [
    Case(quality: 5, psnr: 23.8522, msSSIM: 0.807085),
    Case(quality: 50, psnr: 32.1738, msSSIM: 0.976876),
    Case(quality: 95, psnr: 40.5604, msSSIM: 0.995675),
  ])
  func `JPEG of Kodak's pictures measures what others measure`(sample: Case) throws {
    let mean = try mean(quality: sample.quality)
    #expect(abs(mean.psnr - sample.psnr) < 0.0001)
    #expect(abs(mean.msSSIM - sample.msSSIM) < 0.00001)

    let published = try published()
    // Published is what IJG's libjpeg 7 and later make, which halve and double chroma by 16×16
    // cosine transforms: simulated, that gives 23.7799, 32.0601 and 40.5668 dB.
    let index = sample.quality / 5 - 1
    #expect((0..<0.12).contains(mean.psnr - published.psnr[index]))
    #expect((0..<0.0041).contains(mean.msSSIM - published.msSSIM[index]))
  }

  private func mean(quality: Int) throws -> (psnr: Double, msSSIM: Double) {
    let qualities = try Corpus.files(in: "kodak", suffix: "png").map { file in
      let original = try ImageFile.read([UInt8](Data(contentsOf: file))).image
      let jpeg = try ImageFile.jpeg(original, quality: quality, subsampling: .s420)
      return PictureQuality(of: try ImageFile.read(jpeg).image, against: original)
    }
    let count = Double(qualities.count)
    return (
      try qualities.map { try #require($0.psnr) }.reduce(0, +) / count,
      try qualities.map { try #require($0.msSSIM) }.reduce(0, +) / count
    )
  }

  /// The curve's points are the qualities 5, 10, …, 95.
  private func published() throws -> Curve {
    let folder = URL(fileURLWithPath: try #require(Corpus.folder))
    let file = folder.appendingPathComponent("../anchors/kodak-published.json")
    let curves = try JSONDecoder().decode([String: Curve].self, from: Data(contentsOf: file))
    return try #require(curves["jpeg"])
  }
}
