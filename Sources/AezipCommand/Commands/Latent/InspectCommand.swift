import ArgumentParser
import Files
import Images
import LatentSpace
import PictureCodec

struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a model's latents and units respond to.",
    usage: "aezip inspect <model> <out.html> [<options>]",
    discussion: """
      The HTML page has three parts: what each latent changes in a picture, which pictures \
      maximise the response of each unit of the encoder, and the model's metadata.

      --photo adds DeepDream pictures. --style and --content add a style transfer, which needs a \
      model of kind conv or a photo codec. These pictures are turned upright first.

      Examples:
        aezip inspect digits.model digits.html
        aezip inspect built-in photo.html --photo Kodak/23.png
        aezip inspect built-in style.html --style waves.jpg --content Kodak/23.png
      """)

  @Argument(help: "A model file, or the name of a built-in model.")
  var model: RawPath

  @Argument(help: "The HTML page to write.", completion: .file(extensions: ["html"]))
  var out: RawPath

  @Option(help: ArgumentHelp("Show dreams of this PNG or JPEG file.", valueName: "file"))
  var photo: RawPath?

  @Option(help: ArgumentHelp("Take the style from this PNG or JPEG file.", valueName: "file"))
  var style: RawPath?

  @Option(help: ArgumentHelp("Render this PNG or JPEG file in that style.", valueName: "file"))
  var content: RawPath?

  @Option(
    name: .short,
    help: ArgumentHelp("Show this many latents, and units of each layer.", valueName: "count"))
  var n = 16

  @OptionGroup var seed: SeedOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var jobs: JobsOption

  func validate() throws {
    try requireExtension(".html", of: out, for: "the page")
    guard (1...256).contains(n) else { throw ValidationError("-n \(n) is not within 1…256") }
    guard (style == nil) == (content == nil) else {
      throw ValidationError("--style and --content go together; give both or neither")
    }
  }

  func run() async throws {
    let file = try OutputFile(path: out.bytes, replacing: output.overwrite)
    var request = ModelPage.Request()
    request.photo = try photo.map(readPicture)
    request.style = try style.map(readPicture)
    request.content = try content.map(readPicture)
    (request.count, request.seed, request.jobs) = (n, seed.seed, jobs.count)
    let content = try readModel(model)
    let title = DemoModels.named(model.description)?.name ?? displayName(of: model.lastPart)
    let line = ProgressLine("optimising", quiet: output.report.quiet, unit: "step")
    let page: ModelPage
    do {
      defer { line.finish() }
      // Models from archives have no card.
      let description = try? ModelDescription(content)
      page = try await ModelPage.render(
        content, title: title, card: description?.facts ?? [], request
      ) { line.show($0) }
    } catch {
      throw Failure(file: model, error: error)
    }
    let bytes = Array(page.html.utf8)
    try file.append(bytes)
    try file.commit()
    try printSummary(page, bytes.count)
  }

  private func printSummary(_ page: ModelPage, _ bytes: Int) throws {
    if output.report.json {
      let written = PathJSON(out.bytes)
      try Output.print(
        json: WrittenJSON(
          path: written.path, pathBytes: written.pathBytes, bytes: bytes, latents: page.latents,
          units: page.units, encodes: page.encodes))
    } else if !output.report.quiet {
      let units = page.encodes ? plural(page.units, "unit") : "no encoder"
      try Output.print("\(plural(page.latents, "latent")), \(units): \(out), \(byteCount(bytes))")
    }
  }

  private struct WrittenJSON: Encodable {
    let path: String
    let pathBytes: String?
    let bytes: Int
    /// The numbers of latents and units on the page.
    let latents: Int
    let units: Int
    let encodes: Bool
  }
}
