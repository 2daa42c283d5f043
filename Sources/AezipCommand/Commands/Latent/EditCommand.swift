import ArgumentParser
import Files
import Images
import LatentSpace

struct EditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Add an attribute to pictures, or remove it.",
    discussion: """
      `aezip attribute` learns attributes. The change that they make in the decoded picture is \
      added to the original, so that details stay. Pictures are turned upright first.

      Examples:
        aezip edit me.png smiling.png --toward smile.attribute --model faces.model
        aezip edit Faces Serious --toward smile.attribute=-1.5 --model faces.model
      """)

  @Argument(help: "A PNG or JPEG file, or a folder of them.")
  var input: RawPath

  @Argument(help: "The PNG file or the folder to write.")
  var out: RawPath

  @OptionGroup var options: EditOptions

  @Flag(help: "Write the decoded picture without the details.")
  var plain = false

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let edit = try options.edit()
    var task = try PictureTask(input, out, overwrite: output.overwrite)
    let line = ProgressLine("editing", quiet: output.report.quiet)
    defer { line.finish() }
    try await task.run(line) { try edit([$0], plainly: plain)[0] }
    line.finish()
    try task.printSummary(output.report)
  }
}
