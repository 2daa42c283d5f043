import Aezip
import ArgumentParser
import Files
import Images
import LatentSpace

struct MorphCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "morph",
    abstract: "Make the pictures between two, by mixing their codes.",
    usage: """
      aezip morph <a> <b> <out> --model <file> [<options>]
      aezip morph <a> <b> <out> --archive <archive> [<options>]
      """,
    discussion: """
      Each frame is what α times the code of A and 1 − α times that of B decode to, with α from \
      1 down to 0: the first and the last are A and B as the model sees them. With --model A and \
      B are PNG or JPEG files of the model's size, and the model one of `aezip train`, of any \
      kind but photo. With --archive they are names in an archive, coded by a small model (see \
      `aezip pack --learn` and --model). Photographs have codes for every place in the picture, \
      which mixed would be but a cross-fade.

      OUT is a strip of all frames side by side if its name ends in .png, else a new folder of \
      PNG files.

      Examples:
        aezip morph three.png eight.png strip.png --model digits.model
        aezip morph Faces/1.jpg Faces/2.jpg Between --archive faces.aez --frames 24
      """)

  @Argument(help: "The picture to begin with.")
  var a: RawPath

  @Argument(help: "The picture to end with.")
  var b: RawPath

  @Argument(help: "A strip, ending in .png, or a folder to be made.")
  var out: RawPath

  @Option(
    help: ArgumentHelp(
      "The model to mix codes of, a file or the name of a built-in one.", valueName: "file"))
  var model: RawPath?

  @Option(
    help: "Take both pictures from this archive, by their names.",
    completion: .file(extensions: ["aez"]))
  var archive: RawPath?

  @Option(help: ArgumentHelp("How many pictures, both ends among them.", valueName: "n"))
  var frames = 12

  @Flag(help: "Replace the strip if it exists.")
  var overwrite = false

  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard (model == nil) != (archive == nil) else {
      throw ValidationError(
        model == nil
          ? "no codes to mix; give --model with a model, or --archive with an archive"
          : "both --model and --archive are given; leave out one")
    }
    guard (2...10_000).contains(frames) else {
      throw ValidationError("--frames \(frames) is not within 2…10000")
    }
  }

  func run() async throws {
    let output = try PictureOutput(out, overwrite: overwrite)
    let images = try await morph().frames(frames)
    if output.isOnePicture {
      try output.write(ContactSheet.image(of: images, columns: images.count))
    } else {
      try output.writeFolder(images)
    }
    try output.tell(images, report)
  }

  private func morph() async throws -> Morph {
    if let archive {
      return try await naming(archive) {
        try await Morph(
          a.bytes, b.bytes, of: Archive(archive, passphrase), jobs: jobs.count)
      }
    }
    let (first, second) = (try readPicture(a), try readPicture(b))
    let model = model ?? RawPath([])
    let file = try readModel(model)
    do {
      return try Morph(first, second, modelFile: file)
    } catch {
      throw Failure(file: model, error: error)
    }
  }
}
