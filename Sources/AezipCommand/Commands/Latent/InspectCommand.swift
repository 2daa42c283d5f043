import ArgumentParser
import Files
import Images
import LatentSpace
import PictureCodec

struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a model is inside: what numbers draw and what units look for.",
    usage: "aezip inspect <model> <out.html> [<options>]",
    discussion: """
      MODEL is a file of `aezip train`, of any kind, or the word built-in for the photo codec in \
      the program. OUT is a page for a browser that needs nothing else, with the model's card, \
      layers and cost, and pictures of three kinds.

      What each number of a code draws: the code the model expects, with one number moved, those \
      first that change pictures most. What each unit of the encoder's layers looks for: pictures \
      found from a blank one by going uphill in the unit's response. Models that only decode have \
      the first alone.

      With --photo, what some layers respond to in a photo is made stronger. With --style and \
      --content, a picture is shown in the style of another, by what goes with what in the \
      encoder's layers; that takes convolutions, or the photo codec.

      Examples:
        aezip inspect digits.model digits.html
        aezip inspect built-in photo.html --photo Kodak/23.png
        aezip inspect built-in style.html --style waves.jpg --content Kodak/23.png
      """)

  @Argument(help: "The model file, or built-in.")
  var model: RawPath

  @Argument(help: "The page to write.", completion: .file(extensions: ["html"]))
  var out: RawPath

  @Option(help: ArgumentHelp("A photo to dream into, PNG or JPEG.", valueName: "file"))
  var photo: RawPath?

  @Option(help: ArgumentHelp("The picture whose style is taken.", valueName: "file"))
  var style: RawPath?

  @Option(help: ArgumentHelp("The picture that is shown in that style.", valueName: "file"))
  var content: RawPath?

  @Option(
    name: .short,
    help: ArgumentHelp("How many numbers, and units of each layer, are shown.", valueName: "count"))
  var n = 16

  @Option(help: "Of the noise that pictures begin with.")
  var seed: UInt64 = 0

  @Flag(help: "Replace the page if it exists.")
  var overwrite = false

  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard out.bytes.suffix(5) == Array(".html".utf8)[...] else {
      throw ValidationError("the page must be a name ending in .html, not '\(out)'")
    }
    guard (1...256).contains(n) else { throw ValidationError("-n \(n) is not within 1…256") }
    guard (style == nil) == (content == nil) else {
      throw ValidationError("--style and --content go together; give both or none")
    }
  }

  func run() async throws {
    let output = try OutputFile(path: out.bytes, replacing: overwrite)
    var request = ModelPage.Request()
    request.photo = try photo.map(readPicture)
    request.style = try style.map(readPicture)
    request.content = try content.map(readPicture)
    (request.count, request.seed, request.jobs) = (n, seed, jobs.count)
    let file = try readModel(model)
    let title = DemoModels.named(model.description)?.name ?? displayName(of: model.lastPart)
    let line = ProgressLine("looking", quiet: report.quiet, unit: "step")
    let page: ModelPage
    do {
      defer { line.finish() }
      // Models out of archives have no card.
      let description = try? ModelDescription(file)
      page = try await ModelPage(
        of: file, title: title, card: description?.facts ?? [], request
      ) { line.show($0) }
    } catch {
      throw Failure(file: model, error: error)
    }
    let bytes = Array(page.html.utf8)
    try output.append(bytes)
    try output.commit()
    try tell(page, bytes.count)
  }

  private func tell(_ page: ModelPage, _ bytes: Int) throws {
    if report.json {
      let written = PathJSON(out.bytes)
      try Output.print(
        json: WrittenJSON(
          path: written.path, pathBytes: written.pathBytes, bytes: bytes, numbers: page.numbers,
          units: page.units, encodes: page.encodes))
    } else if !report.quiet {
      let units = page.encodes ? ", \(plural(page.units, "unit"))" : "; the model only decodes"
      try Output.print("\(plural(page.numbers, "number"))\(units): \(out), \(byteCount(bytes))")
    }
  }

  private struct WrittenJSON: Encodable {
    let path: String
    let pathBytes: String?
    let bytes: Int
    /// Of the code, shown.
    let numbers: Int
    /// Of the encoder, shown.
    let units: Int
    let encodes: Bool
  }
}
