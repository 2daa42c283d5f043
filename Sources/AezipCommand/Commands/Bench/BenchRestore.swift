import ArgumentParser
import Images
import LatentSpace
import Training

struct BenchRestore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Measure what `aezip restore` fills in.",
    discussion: """
      Of some pictures of the data, evenly spread, a quarter is hidden, a rectangle of half the \
      width and height at a random place, and filled in by a model. PSNR over the hidden pixels \
      of all, beside that of the data's mean picture. Data are pictures the model has not seen: \
      IDX, as MNIST has it, or a folder.

      Example:
        aezip bench restore digits.model t10k-images-idx3-ubyte.gz
      """)

  @Argument(help: "A model of pictures, of `aezip train`, or the name of a built-in one.")
  var model: RawPath

  @Argument(help: "Pictures of its size.")
  var data: RawPath

  @Option(name: .short, help: ArgumentHelp("How many pictures.", valueName: "count"))
  var n = 500

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    guard (1...1_000_000).contains(n) else {
      throw ValidationError("-n \(n) is not within 1…1000000")
    }
  }

  private struct Figures: Encodable {
    let pictures: Int
    /// PSNR in dB over the hidden pixels.
    let restored: Double
    let meanPicture: Double
  }

  func run() async throws {
    let source = try LabelledPictures([data], wantsLabels: false)
    let count = min(n, source.count)
    let pictures = try (0..<count).map { try source.image($0 * source.count / count) }
    let file = try readModel(model)
    let result: RestoringFigures
    do {
      result = try await RestoringFigures(
        of: Restorer(modelFile: file), pictures, jobs: jobs.count)
    } catch let error as LatentError {
      throw Failure(file: model, error: error)
    }
    let figures = Figures(
      pictures: pictures.count, restored: result.restored, meanPicture: result.meanPicture)
    if json {
      try Output.print(json: figures)
    } else {
      try Output.print(
        "\(plural(figures.pictures, "picture")), a quarter hidden: restored "
          + "\(figures.restored.fixed(2)) dB, the mean picture \(figures.meanPicture.fixed(2)) dB "
          + "over the hidden pixels")
    }
  }
}
