import ArgumentParser
import Files
import Images
import LatentSpace

struct EditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Give pictures more or less of an attribute.",
    discussion: """
      Adds to the code of a picture what `aezip attribute` has learned, and to the picture what \
      that changes in what is decoded: what the model cannot keep of it stays. IN is a PNG or \
      JPEG file of the model's size, or a folder of them; OUT a file ending in .png, or a folder \
      to be made, which gets a PNG file for each picture.

      Examples:
        aezip edit me.png smiling.png --toward smile.attribute --model faces.model
        aezip edit Faces Serious --toward smile.attribute=-1.5 --model faces.model
      """)

  @Argument(help: "A picture, or a folder of them.")
  var input: RawPath

  @Argument(help: "A picture, ending in .png, or a folder to be made.")
  var out: RawPath

  @OptionGroup var options: EditOptions

  @Flag(help: "Write what is decoded itself, as the model sees pictures.")
  var plain = false

  @Flag(help: "Replace the picture if it exists.")
  var overwrite = false

  @OptionGroup var report: ReportOptions

  func run() async throws {
    let edit = try options.edit()
    var task = try PictureTask(input, out, overwrite: overwrite)
    let line = ProgressLine("editing", quiet: report.quiet)
    defer { line.finish() }
    try await task.run(line) { try edit([$0], plainly: plain)[0] }
    line.finish()
    try task.tell(report)
  }
}

extension LabelledPictures {
  func edited(_ indices: [Int], _ edit: AttributeEdit, plainly: Bool = false) throws -> [Image] {
    try edit(images(indices, of: edit.shape), plainly: plainly)
  }
}
