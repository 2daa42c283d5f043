import ArgumentParser
import Evaluation
import Images
import LatentSpace
import Training

struct BenchRestore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Measure the PSNR of restored regions.",
    discussion: """
      Hides a rectangle of half the width and half the height at a random position in \
      each picture, fills it in with a model, and measures the PSNR over all hidden \
      pixels, beside that of the mean picture. Data are pictures that the model has \
      not learned from: a table in IDX, or a folder.

      Example:
        aezip bench restore digits.model t10k-images-idx3-ubyte.gz
      """)

  @Argument(help: "The model file, or the name of a built-in model.")
  var model: RawPath

  @Argument(help: "The pictures, of the model's size.")
  var data: RawPath

  @Option(
    name: .short, help: ArgumentHelp("The number of pictures, spread evenly.", valueName: "count"))
  var n = 500

  @OptionGroup var result: ResultOptions

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

    static let columns = ["pictures", "restored", "mean picture"]

    var cells: [String] {
      ["\(pictures)", "\(restored.fixed(2)) dB", "\(meanPicture.fixed(2)) dB"]
    }
  }

  func run() async throws {
    try await result.report("PSNR of restored regions") {
      let figures = try await measure()
      let note = "PSNR over the hidden quarter of each picture"
      return (
        figures, [ResultTable(columns: Figures.columns, rows: [figures.cells], notes: [note])]
      )
    }
  }

  private func measure() async throws -> Figures {
    let source = try LabelledPictures([data], wantsLabels: false)
    let count = min(n, source.count)
    let pictures = try (0..<count).map { try source.image($0 * source.count / count) }
    let file = try readModel(model)
    let result: RestorationMeasurement
    do {
      result = try await RestorationMeasurement.measure(
        Restorer(modelFile: file), pictures, jobs: jobs.count)
    } catch let error as LatentError {
      throw Failure(file: model, error: error)
    }
    return Figures(
      pictures: pictures.count, restored: result.restored, meanPicture: result.meanPicture)
  }
}
