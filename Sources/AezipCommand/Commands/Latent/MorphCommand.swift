import Aezip
import ArgumentParser
import Files
import Images
import LatentSpace

struct MorphCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "morph",
    abstract: "Interpolate between two pictures in latent space.",
    usage: """
      aezip morph <a> <b> <out> --model <file> [<options>]
      aezip morph <a> <b> <out> --archive <archive> [<options>]
      """,
    discussion: """
      With --model, A and B are PNG or JPEG files of the model's size. With --archive, they are \
      names in an archive that a small model codes. The first and the last frame are A and B as \
      the model reconstructs them, upright.

      Examples:
        aezip morph three.png eight.png strip.png --model digits
        aezip morph Faces/1.jpg Faces/2.jpg Between --archive faces.aez --frames 24
      """)

  @Argument(help: "The first picture.")
  var a: RawPath

  @Argument(help: "The last picture.")
  var b: RawPath

  @Argument(help: "The PNG file for a strip, or the folder to write.")
  var out: RawPath

  @OptionGroup var source: LatentSourceOptions

  @Option(help: ArgumentHelp("Make n frames, including both ends.", valueName: "n"))
  var frames = 12

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (2...10_000).contains(frames) else {
      throw ValidationError("--frames \(frames) is not within 2…10000")
    }
  }

  func run() async throws {
    let file = try PictureOutput(out, overwrite: output.overwrite)
    let images = try await morph().frames(frames)
    if file.isOnePicture {
      try file.write(ContactSheet.image(of: images, columns: images.count))
    } else {
      try file.writeFolder(images)
    }
    try file.printSummary(images, output.report)
  }

  private func morph() async throws -> Morph {
    try await source.read { archive in
      try await Morph.read(a.bytes, b.bytes, from: archive, jobs: source.jobs.count)
    } fromModel: { file in
      try Morph.encode(readPicture(a), readPicture(b), modelFile: file)
    }
  }
}
