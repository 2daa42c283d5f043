import ArgumentParser
import Evaluation
import Files
import Images
import LatentSpace
import Training

struct BenchDenoise: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "denoise",
    abstract: "Measure the PSNR that denoising gains.",
    discussion: """
      Adds Gaussian noise to the samples of the pictures in a folder, removes it as \
      `aezip denoise` does, and compares with the original pictures: mean PSNR, once \
      with the deviation given and once with the deviation estimated from each picture.

      Example:
        aezip bench denoise kodak --strength 25
      """)

  @Argument(help: "The folder with PNG and JPEG files.")
  var folder: RawPath

  @Option(help: ArgumentHelp("The standard deviations of the noise.", valueName: "deviation"))
  var strength: [Double] = [10, 25, 50]

  @Option(help: ArgumentHelp("The number of passes, as of `aezip denoise`.", valueName: "count"))
  var passes = 4

  @Option(help: ArgumentHelp("The model to use instead of the built-in one.", valueName: "file"))
  var model: RawPath?

  @OptionGroup var result: ResultOptions

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    for strength in strength where !(strength > 0 && strength <= 255) {
      throw ValidationError("--strength \(strength) is not within 0…255")
    }
    guard (1...Denoiser.maximumPasses).contains(passes) else {
      throw ValidationError("--passes \(passes) is not within 1…\(Denoiser.maximumPasses)")
    }
  }

  /// Means over the pictures; PSNR in dB.
  private struct Row: Encodable {
    let deviation: Double
    let noisy: Double
    let cleaned: Double
    let estimated: Double
    let meanEstimate: Double
    let pixelsPerSecond: Double

    static let columns = [
      "deviation", "noisy", "denoised", "gain", "estimate", "denoised by estimate", "speed",
    ]

    var cells: [String] {
      [
        "\(deviation.threeDigits)", "\(noisy.fixed(2)) dB", "\(cleaned.fixed(2)) dB",
        "\((cleaned - noisy).fixed(2)) dB", meanEstimate.fixed(1), "\(estimated.fixed(2)) dB",
        "\((pixelsPerSecond / 1e6).fixed(2)) MP/s",
      ]
    }
  }

  func run() async throws {
    try await result.report("PSNR that denoising gains") {
      let (rows, pictures) = try await measure()
      let note = "means over \(plural(pictures, "picture"))"
      return (rows, [ResultTable(columns: Row.columns, rows: rows.map(\.cells), notes: [note])])
    }
  }

  private func measure() async throws -> (rows: [Row], pictures: Int) {
    let walk = try FileWalk.walk([folder.bytes + Array("/.".utf8)])
    let files = walk.entries.filter { $0.kind == .regular }
    var images: [Image] = []
    for file in files {
      if let image = try? readPicture(RawPath(file.systemPath)) { images.append(image) }
    }
    guard !images.isEmpty else { throw DatasetError.empty(paths: [folder.bytes]) }
    let denoiser = try readDenoiser(model)
    var rows: [Row] = []
    for deviation in strength { rows.append(try await row(deviation, images, denoiser)) }
    return (rows, images.count)
  }

  private func row(
    _ deviation: Double, _ images: [Image], _ denoiser: Denoiser
  ) async throws -> Row {
    var (noisy, cleaned, estimated, sum) = (0.0, 0.0, 0.0, 0.0)
    var (pixels, seconds) = (0.0, 0.0)
    for (index, image) in images.enumerated() {
      let degraded = image.addingNoise(deviation: Float(deviation), seed: UInt64(index))
      let start = ContinuousClock.now
      let known = try await denoiser.cleaned(
        degraded, deviation: Float(deviation), passes: passes, jobs: jobs.count)
      seconds += start.duration(to: .now) / .seconds(1)
      pixels += Double(image.pixelCount)
      let estimate = degraded.noiseDeviation
      let found = try await denoiser.cleaned(
        degraded, deviation: estimate, passes: passes, jobs: jobs.count)
      noisy += psnr(degraded, image)
      cleaned += psnr(known, image)
      estimated += psnr(found, image)
      sum += Double(estimate)
    }
    let count = Double(images.count)
    return Row(
      deviation: deviation, noisy: noisy / count, cleaned: cleaned / count,
      estimated: estimated / count, meanEstimate: sum / count,
      pixelsPerSecond: pixels / max(seconds, 1e-9))
  }
}
