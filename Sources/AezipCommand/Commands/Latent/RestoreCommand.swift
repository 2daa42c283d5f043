import Aezip
import ArgumentParser
import Images
import LatentSpace

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Fill in the missing part of a picture.",
    usage: """
      aezip restore <in> <out> --model <file> [--mask <picture>] [<options>]
      aezip restore <in> <out> --archive <archive> [--mask <picture>] [<options>]
      """,
    discussion: """
      The missing pixels are those where the mask is white, or without a mask those that are \
      transparent. A model fills them in, so the picture must be like those it was trained on. \
      Picture and mask are turned upright first, as a viewer shows them.

      Examples:
        aezip restore torn.png whole.png --mask tear.png --archive faces.aez
        aezip restore digit.png whole.png --model digits
      """)

  @Argument(help: "A PNG or JPEG file.")
  var input: RawPath

  @Argument(help: "The PNG file to write.")
  var out: RawPath

  @Option(help: ArgumentHelp("Fill in where this picture is white.", valueName: "picture"))
  var mask: RawPath?

  @OptionGroup var source: LatentSourceOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let file = try PictureOutput(out, overwrite: output.overwrite)
    guard file.isOnePicture else {
      throw ValidationError("the output of one picture must end in .png, not '\(out)'")
    }
    let image = try readPicture(input)
    let unknown: [Bool]
    do {
      unknown = try image.unknownPixels(mask: mask.map(readPicture))
    } catch let error as LatentError {
      throw Failure(file: mask ?? input, error: error)
    }
    let restorer = try await source.read { archive in
      try await Restorer.learn(like: image, from: archive, jobs: source.jobs.count)
    } fromModel: { file in
      try Restorer(modelFile: file)
    }
    let restored: Image
    do {
      restored = try restorer.restored(image, unknown: unknown)
    } catch {
      throw Failure(file: input, error: error)
    }
    try file.write(restored)
    try file.printSummary([restored], output.report)
  }
}
