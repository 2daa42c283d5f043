import Aezip
import ArgumentParser
import Files
import Images
import LatentSpace

struct BenchEdit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Measure how many edited pictures a classifier takes for what they should be.",
    discussion: """
      Edits pictures as `aezip edit` does, and asks a classifier of `aezip classify train` what \
      they show now: of those that it did not take for LABEL before, how many it does. Beside \
      that stands how near they are to the originals, on the whole and in the upper half: means \
      of PSNR, and the share of pictures above 22 dB. All strengths given are multiplied by 0.5, \
      1, 1.5 and 2, a row each.

      Example:
        aezip bench edit Neutral judge.classifier smiling --toward smile.attribute --model \
      faces.model
      """)

  @Argument(help: "Pictures to edit that neither the model nor the classifier learned from.")
  var input: RawPath

  @Argument(help: "The classifier, which should look at pixels, or by another model.")
  var classifier: RawPath

  @Argument(help: "The label they should get.")
  var label: String

  @OptionGroup var options: EditOptions

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  private struct Row: Encodable {
    let strength: Float
    let pictures: Int
    /// The share that got the label.
    let flipped: Double
    /// In dB, means.
    let psnr: Double
    let upperPSNR: Double
    /// The share of pictures whose upper half is above 22 dB.
    let upperAbove22: Double
  }

  func run() async throws {
    let file = try readModel(classifier)
    let judge: Classifier
    do {
      judge = try Classifier(file: file)
    } catch {
      throw Failure(file: classifier, error: error)
    }
    guard let wanted = judge.classes.firstIndex(of: label) else {
      throw EditError.unknownLabel(label, known: judge.classes)
    }
    let pictures = try LabelledPictures([input], wantsLabels: false)
    let rows = try await naming(input) {
      let images = try (0..<pictures.count).map { try pictures.image($0) }
      let before = try judge.predictions(of: images)
      let asked = zip(images, before).filter { $1.label != wanted }.map(\.0)
      guard !asked.isEmpty else { throw LatentError.noPictures }
      return try [0.5, 1, 1.5, 2].map { try row($0, asked, judge, wanted) }
    }
    if json { return try Output.print(json: rows) }
    let head = ["strength", "label changed", "PSNR", "upper half", "above 22 dB"]
    let lines = rows.map { row in
      [
        "× \(Double(row.strength).short)", "\((100 * row.flipped).fixed(1)) %",
        "\(row.psnr.fixed(2)) dB", "\(row.upperPSNR.fixed(2)) dB",
        "\((100 * row.upperAbove22).fixed(1)) %",
      ]
    }
    try Output.print(
      table([head] + lines, right: [0, 1, 2, 3, 4])
        + "\n\(plural(rows[0].pictures, "picture")), \(pictures.count - rows[0].pictures) left out "
        + "that were taken for \(label) before")
  }

  private func row(
    _ strength: Float, _ images: [Image], _ judge: Classifier, _ wanted: Int
  ) throws -> Row {
    let edited = try options.edit(times: strength)(images)
    let flipped = try judge.predictions(of: edited).count { $0.label == wanted }
    // A model of colours makes grey pictures coloured.
    let pairs = zip(images, edited).map { ($0.withoutAlpha.inColour, $1.withoutAlpha.inColour) }
    let whole = pairs.map { Self.decibels($0, $1, rows: $0.height) }
    let upper = pairs.map { Self.decibels($0, $1, rows: max($0.height / 2, 1)) }
    let count = Double(images.count)
    return Row(
      strength: strength, pictures: images.count, flipped: Double(flipped) / count,
      psnr: whole.reduce(0, +) / count, upperPSNR: upper.reduce(0, +) / count,
      upperAbove22: Double(upper.count { $0 > 22 }) / count)
  }

  /// Of the first rows; 60 dB of equal ones.
  private static func decibels(_ a: Image, _ b: Image, rows: Int) -> Double {
    func part(_ image: Image) -> Image {
      Image(
        width: image.width, height: rows, channels: image.channels,
        samples: Array(image.samples.prefix(rows * image.width * image.channels.count)))
    }
    return min(psnr(part(a), part(b)), 60)
  }
}

/// Why pictures cannot be edited, or judged.
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
