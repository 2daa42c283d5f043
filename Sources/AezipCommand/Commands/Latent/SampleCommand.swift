import ArgumentParser
import Images
import LatentSpace

struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Draw new pictures from a model.",
    discussion: """
      Variational and adversarial models are drawn from a mixture of normal distributions that \
      training fits to the latents of its pictures. Other models can be drawn only from their \
      entropy-coding prior, with --prior.

      Examples:
        aezip sample digits new.png
        aezip sample deep.model odd.png -n 25 --prior --seed 7
      """)

  @Argument(help: "A model of pictures, a file or a built-in name.")
  var model: RawPath

  @Argument(help: "The PNG file for a contact sheet, or a folder.")
  var out: RawPath

  @Option(name: .short, help: ArgumentHelp("Draw this many pictures.", valueName: "count"))
  var n = 64

  @OptionGroup var seed: SeedOption

  @Flag(help: "Draw latents from the standard normal distribution.")
  var normal = false

  @Flag(help: "Draw latents from the model's prior.")
  var prior = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...10_000).contains(n) else {
      throw ValidationError("-n \(n) is not within 1…10000")
    }
    guard !normal || !prior else {
      throw ValidationError("both --normal and --prior are given; leave out one")
    }
  }

  func run() throws {
    let file = try PictureOutput(out, overwrite: output.overwrite)
    let source: Sampler.Source? = prior ? .prior : normal ? .normal : nil
    let images = try readModel(model) {
      try Sampler(modelFile: $0, source: source).images(n, seed: seed.seed)
    }
    if file.isOnePicture {
      let columns = Int(Double(n).squareRoot().rounded(.up))
      try file.write(ContactSheet.image(of: images, columns: columns, gap: 2))
    } else {
      try file.writeFolder(images)
    }
    try file.printSummary(images, output.report)
  }
}
