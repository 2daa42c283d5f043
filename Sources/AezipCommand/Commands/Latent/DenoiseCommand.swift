import ArgumentParser
import Images
import LatentSpace
import PictureCodec

struct DenoiseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "denoise",
    abstract: "Remove noise from pictures.",
    discussion: """
      The strength of the noise is estimated for each picture, and fine texture counts as noise; \
      give --strength if you know it. The pictures written are upright and have no metadata.

      The built-in model removes Gaussian noise of deviations from 5 to 75.

      Examples:
        aezip denoise night.jpg clean.png
        aezip denoise Scans Clean --strength 15
      """)

  @Argument(help: "A PNG or JPEG file, or a folder of them.")
  var input: RawPath

  @Argument(help: "The PNG file or the folder to write.")
  var out: RawPath

  @Option(
    help: ArgumentHelp(
      "Assume this noise deviation, 0…255 (default: estimated).", valueName: "deviation"))
  var strength: Double?

  @Option(help: ArgumentHelp("Average this many passes.", valueName: "count"))
  var passes = 4

  @Option(
    help: ArgumentHelp("Use this model instead of the built-in one.", valueName: "file"))
  var model: RawPath?

  @OptionGroup var output: OutputOptions
  @OptionGroup var jobs: JobsOption

  func validate() throws {
    if let strength, !(strength > 0 && strength <= 255) {
      throw ValidationError("--strength \(strength) is not within 0…255")
    }
    guard (1...Denoiser.maximumPasses).contains(passes) else {
      throw ValidationError("--passes \(passes) is not within 1…\(Denoiser.maximumPasses)")
    }
  }

  func run() async throws {
    let denoiser = try readDenoiser(model)
    var task = try PictureTask(input, out, overwrite: output.overwrite)
    let line = ProgressLine("denoising", quiet: output.report.quiet)
    defer { line.finish() }
    try await task.run(line) { image in
      try await denoiser.cleaned(
        image, deviation: strength.map { Float($0) } ?? image.noiseDeviation, passes: passes,
        jobs: jobs.count)
    }
    line.finish()
    try task.printSummary(output.report)
  }
}

/// Reads a model that removes noise, the built-in one if no file is given.
func readDenoiser(_ model: RawPath?) throws -> Denoiser {
  try readModel(model ?? RawPath(Array(DemoModels.denoiser.utf8))) {
    try Denoiser(modelFile: $0)
  }
}
