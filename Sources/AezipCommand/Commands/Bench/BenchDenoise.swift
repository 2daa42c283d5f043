import ArgumentParser
import Files
import Images
import LatentSpace
import Training

struct BenchDenoise: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "denoise",
    abstract: "Measure what `aezip denoise` makes of pictures with noise.",
    discussion: """
      Adds normal noise to every sample of the pictures of a folder, rounds and clamps, takes it \
      out again and compares with the pictures as they were: means of PSNR. Done twice, with the \
      deviation told and with the one estimated from each picture.

      Example:
        aezip bench denoise kodak --strength 25
      """)

  @Argument(help: "A folder of PNG and JPEG files.")
  var folder: RawPath

  @Option(help: ArgumentHelp("The noise's deviations.", valueName: "deviation"))
  var strength: [Double] = [10, 25, 50]

  @Option(help: ArgumentHelp("As of `aezip denoise`.", valueName: "count"))
  var passes = 4

  @Option(help: ArgumentHelp("The model to use rather than the built-in one.", valueName: "file"))
  var model: RawPath?

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    for strength in strength where !(strength > 0 && strength <= 255) {
      throw ValidationError("--strength \(strength) is not within 0…255")
    }
    guard (1...Denoiser.mostPasses).contains(passes) else {
      throw ValidationError("--passes \(passes) is not within 1…\(Denoiser.mostPasses)")
    }
  }

  /// Means over the pictures, PSNR in dB.
  private struct Row: Encodable {
    let deviation: Double
    let noisy: Double
    let cleaned: Double
    let estimated: Double
    let meanEstimate: Double
    let pixelsPerSecond: Double
  }

  func run() async throws {
    let walk = try FileWalk.walk([folder.bytes + Array("/.".utf8)])
    let files = walk.entries.filter { $0.kind == .regular }
    var images: [Image] = []
    for file in files {
      if let image = try? readPicture(RawPath(file.systemPath)) { images.append(image) }
    }
    guard !images.isEmpty else { throw DatasetError.empty(places: [folder.bytes]) }
    let denoiser = try readDenoiser(model)
    var rows: [Row] = []
    for deviation in strength { rows.append(try await row(deviation, images, denoiser)) }
    if json {
      try Output.print(json: rows)
    } else {
      let head = ["deviation", "noisy", "cleaned", "gain", "estimated", "… cleaned", "speed"]
      let lines = rows.map {
        [
          "\($0.deviation.threeDigits)", $0.noisy.fixed(2) + " dB", $0.cleaned.fixed(2) + " dB",
          ($0.cleaned - $0.noisy).fixed(2) + " dB", $0.meanEstimate.fixed(1),
          $0.estimated.fixed(2) + " dB", ($0.pixelsPerSecond / 1e6).fixed(2) + " MP/s",
        ]
      }
      try Output.print(
        table([head] + lines, right: [0, 1, 2, 3, 4, 5, 6])
          + "\nmeans over \(plural(images.count, "picture"))")
    }
  }

  private func row(
    _ deviation: Double, _ images: [Image], _ denoiser: Denoiser
  ) async throws -> Row {
    var (noisy, cleaned, estimated, sum) = (0.0, 0.0, 0.0, 0.0)
    var (pixels, seconds) = (0.0, 0.0)
    for (index, image) in images.enumerated() {
      let spoilt = image.spoilt(deviation: Float(deviation), seed: UInt64(index))
      let start = ContinuousClock.now
      let told = try await denoiser.cleaned(
        spoilt, deviation: Float(deviation), passes: passes, jobs: jobs.count)
      seconds += start.duration(to: .now) / .seconds(1)
      pixels += Double(image.pixelCount)
      let estimate = spoilt.noiseDeviation
      let found = try await denoiser.cleaned(
        spoilt, deviation: estimate, passes: passes, jobs: jobs.count)
      noisy += psnr(spoilt, image)
      cleaned += psnr(told, image)
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
