import ArgumentParser
import Images
import LatentSpace
import PictureCodec

struct DenoiseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "denoise",
    abstract: "Take noise out of pictures.",
    discussion: """
      IN is a PNG or JPEG file or a folder of them, OUT the PNG file to write, or the folder to \
      make. How strong the noise is, is estimated from each picture unless --strength says so; \
      fine texture counts as noise then, so say it where you know. Colours, transparency and \
      size stay; metadata are left out.

      The model knows normal noise of deviations from 5 to 75, samples being 0…255; of weaker \
      noise it takes out part of what it would. Own ones: `aezip train Photos clean.model --from \
      built-in --denoise`.

      Examples:
        aezip denoise night.jpg clean.png
        aezip denoise Scans Clean --strength 15
      """)

  @Argument(help: "A picture or a folder.")
  var input: RawPath

  @Argument(help: "The picture to write, ending in .png, or the folder to make.")
  var output: RawPath

  @Option(
    help: ArgumentHelp(
      "The noise's standard deviation, samples being 0…255 (default: estimated).",
      valueName: "deviation"))
  var strength: Double?

  @Option(
    help: ArgumentHelp(
      "How often to try, each time with other blocks; the mean is taken.", valueName: "count"))
  var passes = 4

  @Option(help: ArgumentHelp("The model to use rather than the built-in one.", valueName: "file"))
  var model: RawPath?

  @Flag(help: "Replace the picture if it exists.")
  var overwrite = false

  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if let strength, !(strength > 0 && strength <= 255) {
      throw ValidationError("--strength \(strength) is not within 0…255")
    }
    guard (1...Denoiser.mostPasses).contains(passes) else {
      throw ValidationError("--passes \(passes) is not within 1…\(Denoiser.mostPasses)")
    }
  }

  func run() async throws {
    let denoiser = try readDenoiser(model)
    var task = try PictureTask(input, output, overwrite: overwrite)
    let line = ProgressLine("denoising", quiet: report.quiet)
    defer { line.finish() }
    try await task.run(line) { image in
      try await denoiser.cleaned(
        image, deviation: strength.map { Float($0) } ?? image.noiseDeviation, passes: passes,
        jobs: jobs.count)
    }
    line.finish()
    try task.tell(report)
  }

}

/// A model that takes noise out: the built-in one, unless there is another.
func readDenoiser(_ model: RawPath?) throws -> Denoiser {
  let path = model ?? RawPath(Array(DemoModels.denoiser.utf8))
  do {
    return try Denoiser(modelFile: readModel(path))
  } catch {
    throw Failure(file: path, error: error)
  }
}
