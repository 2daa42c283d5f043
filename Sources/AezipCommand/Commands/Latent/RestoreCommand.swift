import Aezip
import ArgumentParser
import Images
import LatentSpace

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Fill in what is missing of a picture.",
    usage: """
      aezip restore <in> <out> --model <file> [--mask <picture>] [<options>]
      aezip restore <in> <out> --archive <archive> [--mask <picture>] [<options>]
      """,
    discussion: """
      Looks for the likeliest code whose decoded picture agrees with the part that is known, and \
      takes the rest from that picture. Missing is where the mask is white; without a mask, \
      where the picture is transparent. The known pixels stay as they are.

      It can draw only what its model has seen: pictures of one kind and size. With --archive \
      those are the archive's, coded by a small model (see `aezip pack --learn`).

      Examples:
        aezip restore torn.png whole.png --mask tear.png --archive faces.aez
        aezip restore digit.png whole.png --model digits.model
      """)

  @Argument(help: "The picture, PNG or JPEG.")
  var input: RawPath

  @Argument(help: "The picture to write, ending in .png.")
  var output: RawPath

  @Option(help: ArgumentHelp("White where to fill.", valueName: "picture"))
  var mask: RawPath?

  @Option(
    help: ArgumentHelp(
      "A model of pictures, of `aezip train`, or the name of a built-in one.", valueName: "file"))
  var model: RawPath?

  @Option(
    help: "Learn from the pictures of this archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath?

  @Flag(help: "Replace the picture if it exists.")
  var overwrite = false

  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard (model == nil) != (archive == nil) else {
      throw ValidationError(
        model == nil
          ? "nothing to learn from; give --model with a model, or --archive with an archive"
          : "both --model and --archive are given; leave out one")
    }
  }

  func run() async throws {
    let place = try PictureOutput(output, overwrite: overwrite)
    guard place.isOnePicture else {
      throw ValidationError("of one picture comes one, ending in .png, not '\(output)'")
    }
    let image = try readPicture(input)
    let marks = try mask.map(readPicture)
    let unknown: [Bool]
    do {
      unknown = try image.unknownPixels(mask: marks)
    } catch {
      throw Failure(file: mask ?? input, error: error)
    }
    let restorer = try await restorer(image)
    let restored: Image
    do {
      restored = try restorer.restored(image, unknown: unknown)
    } catch {
      throw Failure(file: input, error: error)
    }
    try place.write(restored)
    try place.tell([restored], report)
  }

  private func restorer(_ image: Image) async throws -> Restorer {
    if let archive {
      return try await naming(archive) {
        try await Restorer(
          like: image, of: Archive(archive, passphrase), jobs: jobs.count)
      }
    }
    let model = model ?? RawPath([])
    let file = try readModel(model)
    do {
      return try Restorer(modelFile: file)
    } catch {
      throw Failure(file: model, error: error)
    }
  }
}
