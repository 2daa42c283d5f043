import Aezip
import Foundation
import PictureCodec
import Testing

/// Rate and distortion that the reference implementation of photo-1 reaches on Kodak, a row a
/// level: mean bits per pixel without any container, mean PSNR in dB.
private let referenceTable: [(bpp: Double, psnr: Double)] = [
  (0.25204, 28.7487), (0.37948, 30.3402), (0.54637, 32.0120), (0.76312, 33.8262),
  (1.02434, 35.6703), (1.33682, 37.5469), (1.70138, 39.3846), (2.12521, 41.1390),
]

/// The model of the reference.
private let photo1: [UInt8] = {
  guard let model = BuiltInModel.named("photo-1") else { preconditionFailure("it is built in") }
  return model.file
}()

@Suite(.enabled(if: corpus != nil, "AEZIP_CORPUS is unset"), .serialized)
struct CorpusTests {
  @Test(arguments: 0..<8)
  func `Kodak takes the reference's bits within one percent, the container counted`(
    level: Int
  ) async throws {
    let folder = try TestFolder()
    var options = PackOptions()
    options.quality = Double(level) / 7 * 100
    options.jobs = 2
    (options.quantisation, options.model, options.latentsOnly) = (.nearest, photo1, true)
    let report = try await Packer.pack(
      [Array("\(try #require(corpus))/kodak".utf8)], into: folder.path("k.aez"),
      options: options)
    #expect(report.lossyFiles == 24 && report.problems.isEmpty)
    let reference = referenceTable[level]
    let bpp = Double(8 * report.archiveBytes) / Double(report.picturePixels)
    #expect(abs(bpp / reference.bpp - 1) < 0.01, "\(bpp) bpp")
    let psnr = try #require(report.meanPSNR)
    #expect(abs(psnr - reference.psnr) < 0.02, "\(psnr) dB")
  }

  @Test(arguments: [0.5, 1.5, 5.25])
  func `between two levels Kodak takes what the curve through them says, within two percent`(
    level: Double
  ) async throws {
    let folder = try TestFolder()
    var options = PackOptions()
    (options.quality, options.jobs) = (level / 7 * 100, 2)
    (options.quantisation, options.model, options.latentsOnly) = (.nearest, photo1, true)
    let report = try await Packer.pack(
      [Array("\(try #require(corpus))/kodak".utf8)], into: folder.path("k.aez"),
      options: options)
    let bpp = Double(8 * report.archiveBytes) / Double(report.picturePixels)
    let psnr = try #require(report.meanPSNR)
    let (low, high) = (referenceTable[Int(level)], referenceTable[Int(level) + 1])
    let share = (psnr - low.psnr) / (high.psnr - low.psnr)
    #expect((0.1...0.9).contains(share))
    let expected = low.bpp * pow(high.bpp / low.bpp, share)
    #expect(abs(bpp / expected - 1) < 0.02, "\(bpp) bpp at \(psnr) dB, \(expected) expected")
  }

  @Test(arguments: [(1, 0.006), (3, 0.004), (5, 0.002)])
  func `rounding by cost saves bytes at equal PSNR`(level: Int, share: Double) async throws {
    let folder = try TestFolder()
    func kodak(
      at level: Int, _ choice: LatentQuantisation
    ) async throws -> (bytes: Double, psnr: Double) {
      var options = PackOptions()
      (options.quality, options.jobs) = (Double(level) / 7 * 100, 2)
      (options.quantisation, options.overwrite, options.model) = (choice, true, photo1)
      options.latentsOnly = true
      let report = try await Packer.pack(
        [Array("\(try #require(corpus))/kodak".utf8)], into: folder.path("k.aez"),
        options: options)
      return (Double(report.archiveBytes), try #require(report.meanPSNR))
    }
    let rounded = try await kodak(at: level, .rounded)
    let (low, high) = (
      try await kodak(at: level - 1, .nearest), try await kodak(at: level, .nearest)
    )
    let place = (rounded.psnr - low.psnr) / (high.psnr - low.psnr)
    #expect((0.8..<1).contains(place))
    let expected = low.bytes * pow(high.bytes / low.bytes, place)
    #expect(
      rounded.bytes < (1 - share) * expected,
      "\(rounded.bytes) bytes at \(rounded.psnr) dB, \(expected) expected")
  }

  /// Their weights learned for longer, and they have a post-filter.
  @Test(arguments: [("photo-2", 0.94), ("photo-3", 0.92)], [1, 3, 6])
  func `later models save bytes at equal PSNR`(
    model: (name: String, share: Double), level: Int
  ) async throws {
    let folder = try TestFolder()
    var options = PackOptions()
    (options.quality, options.jobs) = (Double(level) / 7 * 100, 2)
    (options.quantisation, options.model) = (.nearest, BuiltInModel.named(model.name)?.file)
    let report = try await Packer.pack(
      [Array("\(try #require(corpus))/kodak".utf8)], into: folder.path("k.aez"),
      options: options)
    let bpp = Double(8 * report.archiveBytes) / Double(report.picturePixels)
    let psnr = try #require(report.meanPSNR)
    let (low, high) = (referenceTable[level], referenceTable[level + 1])
    let share = (psnr - low.psnr) / (high.psnr - low.psnr)
    let expected = low.bpp * pow(high.bpp / low.bpp, share)
    #expect(bpp < model.share * expected, "\(bpp) bpp at \(psnr) dB, \(expected) expected")
  }

  @Test func `both coders stay near the ideal on Kodak`() async throws {
    let folder = try TestFolder()
    var options = PackOptions()
    options.jobs = 2
    _ = try await Packer.pack(
      [Array("\(try #require(corpus))/kodak".utf8)], into: folder.path("k.aez"),
      options: options)
    let rates = try await Archive(path: folder.path("k.aez")).rates(jobs: 2)
    #expect(rates.pixels == 24 * 768 * 512)
    #expect(Double(8 * rates.priorBytes) < 1.01 * rates.idealBits)
    #expect(Double(8 * rates.zstdBytes) < 1.25 * Double(8 * rates.priorBytes))
  }
}
