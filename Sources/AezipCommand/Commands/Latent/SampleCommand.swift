import ArgumentParser
import Images
import LatentSpace

struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Draw new pictures from a model.",
    discussion: """
      Of variational and adversarial models (see `aezip train --kind`) codes are drawn from where \
      those of what they learned from lie: a mixture of normal distributions that their file \
      has; of files of before, and with --normal, from the standard normal distribution, which \
      they were taught theirs are. Of other kinds \
      nothing says where between the codes of what they learned from something sensible lies: \
      they are refused, but for --prior. It draws each number of the codes as the model's own \
      prior expects it, as if an archive's bytes were random.

      OUT is a contact sheet if its name ends in .png, else a new folder of PNG files.

      Examples:
        aezip sample digits new.png
        aezip sample deep.model odd.png -n 25 --prior --seed 7
      """)

  @Argument(help: "A model of pictures, of `aezip train`, or the name of a built-in one.")
  var model: RawPath

  @Argument(help: "A contact sheet, ending in .png, or a folder to be made.")
  var out: RawPath

  @Option(name: .short, help: ArgumentHelp("How many pictures to draw.", valueName: "count"))
  var n = 64

  @Option(
    help: ArgumentHelp(
      "Of all that is left to chance; the same one gives the same pictures.",
      valueName: "number"))
  var seed: UInt64 = 0

  @Flag(help: "Draw codes from the standard normal distribution, whatever the model's are.")
  var normal = false

  @Flag(help: "Draw codes as the model's prior expects them, from a model of any kind.")
  var prior = false

  @Flag(help: "Replace the contact sheet if it exists.")
  var overwrite = false

  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard (1...10_000).contains(n) else {
      throw ValidationError("-n \(n) is not within 1…10000")
    }
    guard !normal || !prior else {
      throw ValidationError("both --normal and --prior are given; leave out one")
    }
  }

  func run() throws {
    let output = try PictureOutput(out, overwrite: overwrite)
    let images = try draw()
    if output.isOnePicture {
      let columns = Int(Double(n).squareRoot().rounded(.up))
      try output.write(ContactSheet.image(of: images, columns: columns, gap: 2))
    } else {
      try output.writeFolder(images)
    }
    try output.tell(images, report)
  }

  private func draw() throws -> [Image] {
    let file = try readModel(model)
    do {
      let source: Sampler.Source? = prior ? .prior : normal ? .normal : nil
      return try Sampler(modelFile: file, source: source).images(n, seed: seed)
    } catch {
      throw Failure(file: model, error: error)
    }
  }
}
