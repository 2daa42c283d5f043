import Aezip
import ArgumentParser
import Evaluation
import Files
import Images
import LatentSpace

struct BenchEdit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Measure how often edits change a classifier's label.",
    discussion: """
      Edits pictures as `aezip edit` does and classifies the results: of the pictures \
      that did not have LABEL before, the share that has it now. Beside it stand the \
      mean PSNR against the originals, of the whole and of the upper half, and the \
      share of pictures above 22 dB. All strengths are multiplied by 0.5, 1, 1.5 and 2.

      Example:
        aezip bench edit Neutral judge.classifier smiling --toward smile.attribute \
      --model faces.model
      """)

  @Argument(help: "The pictures to edit, new to model and classifier.")
  var input: RawPath

  @Argument(help: "The classifier, of pixels or of another model.")
  var classifier: RawPath

  @Argument(help: "The label that the pictures should get.")
  var label: String

  @OptionGroup var options: EditOptions

  @OptionGroup var result: ResultOptions

  private struct Row: Encodable {
    let strength: Float
    let pictures: Int
    /// The share of pictures that got the label.
    let flipped: Double
    /// Means in dB.
    let psnr: Double
    let upperPSNR: Double
    /// The share of pictures whose upper half is above 22 dB.
    let upperAbove22: Double

    static let columns = ["strength", "label changed", "PSNR", "upper half", "above 22 dB"]

    var cells: [String] {
      [
        "× \(Double(strength).short)", "\((100 * flipped).fixed(1)) %", "\(psnr.fixed(2)) dB",
        "\(upperPSNR.fixed(2)) dB", "\((100 * upperAbove22).fixed(1)) %",
      ]
    }
  }

  func run() async throws {
    try await result.report("Edits that change a classifier's label") {
      let (rows, others) = try await measure()
      let note =
        "\(plural(rows[0].pictures, "picture")); \(others) that had \(label) before are left out"
      return (rows, [ResultTable(columns: Row.columns, rows: rows.map(\.cells), notes: [note])])
    }
  }

  private func measure() async throws -> (rows: [Row], others: Int) {
    let file = try readModel(self.classifier)
    let classifier: Classifier
    do {
      classifier = try Classifier(file: file)
    } catch {
      throw Failure(file: self.classifier, error: error)
    }
    guard let wanted = classifier.classes.firstIndex(of: label) else {
      throw EditError.unknownLabel(label, known: classifier.classes)
    }
    let pictures = try LabelledPictures([input], wantsLabels: false)
    let rows = try await naming(input) {
      let images = try (0..<pictures.count).map { try pictures.image($0) }
      let before = try classifier.predictions(of: images)
      let asked = zip(images, before).filter { $1.label != wanted }.map(\.0)
      guard !asked.isEmpty else { throw LatentError.noPictures }
      return try [0.5, 1, 1.5, 2].map { try row($0, asked, classifier, wanted) }
    }
    return (rows, pictures.count - rows[0].pictures)
  }

  private func row(
    _ strength: Float, _ images: [Image], _ classifier: Classifier, _ wanted: Int
  ) throws -> Row {
    let edited = try options.edit(times: strength)(images)
    let flipped = try classifier.predictions(of: edited).count { $0.label == wanted }
    // A colour model returns grey pictures in colour.
    let pairs = zip(images, edited).map { ($0.withoutAlpha.inColour, $1.withoutAlpha.inColour) }
    let whole = pairs.map { Self.decibels($0, $1, rows: $0.height) }
    let upper = pairs.map { Self.decibels($0, $1, rows: max($0.height / 2, 1)) }
    let count = Double(images.count)
    return Row(
      strength: strength, pictures: images.count, flipped: Double(flipped) / count,
      psnr: whole.reduce(0, +) / count, upperPSNR: upper.reduce(0, +) / count,
      upperAbove22: Double(upper.count { $0 > 22 }) / count)
  }

  /// PSNR in dB of the first rows, 60 at most.
  private static func decibels(_ a: Image, _ b: Image, rows: Int) -> Double {
    func part(_ image: Image) -> Image {
      Image(
        width: image.width, height: rows, channels: image.channels,
        samples: Array(image.samples.prefix(rows * image.width * image.channels.count)))
    }
    return min(psnr(part(a), part(b)), 60)
  }
}

/// Why pictures cannot be edited or classified.
enum EditError: KindedError, CustomStringConvertible {
  case unknownLabel(String, known: [String])

  var kind: ErrorKind { .misuse }

  var description: String {
    switch self {
    case .unknownLabel(let label, let known):
      "the classifier knows no \"\(label)\"; give one of "
        + known.map { displayName(of: Array($0.utf8)) }.joined(separator: ", ")
    }
  }
}
