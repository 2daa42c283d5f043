import Aezip
import ArgumentParser
import Files
import LatentSpace

struct MapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Show an archive's pictures on a plane, like near like.",
    usage: "aezip map <archive> <out.html> [<options>]",
    discussion: """
      The HTML page shows each picture, upright, at a position that its latents give, with its \
      size, PSNR and nearest pictures. Pictures are compared as in `aezip search`, and each model \
      has a map of its own.

      Layouts:
        neighbours  a neighbour embedding (PaCMAP)
        pca         the first two principal components
        latents     the latents themselves, for models of two latents

      Examples:
        aezip map digits.aez digits.html
        aezip map photos.aez photos.html --by pca --thumbnail 96
      """)

  @Argument(help: "The archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(help: "The HTML page to write.", completion: .file(extensions: ["html"]))
  var out: RawPath

  @Option(help: "Choose the layout (default: all that the model has).")
  var by: MapProjection?

  @Option(
    name: .short, help: ArgumentHelp("Show at most this many pictures.", valueName: "count"))
  var n = 10_000

  @Option(
    help: ArgumentHelp(
      "Limit thumbnails to this side (default: at most 128).",
      valueName: "pixels"))
  var thumbnail: Int?

  @OptionGroup var output: OutputOptions
  @OptionGroup var reading: LatentArchiveOptions

  func validate() throws {
    try requireExtension(".html", of: out, for: "the page")
    guard (1...100_000).contains(n) else {
      throw ValidationError("-n \(n) is not within 1…100000")
    }
    if let thumbnail, !(8...256).contains(thumbnail) {
      throw ValidationError("--thumbnail \(thumbnail) is not within 8…256")
    }
  }

  func run() async throws {
    let file = try OutputFile(path: out.bytes, replacing: output.overwrite)
    let line = ProgressLine("reading latents", quiet: output.report.quiet, unit: "picture")
    let page = try await naming(archive) {
      defer { line.finish() }
      let archive = try reading.open(self.archive)
      let maps = try await LatentMap.layOut(
        archive, projections: by.map { [$0] }, maximum: n, jobs: reading.jobs.count
      ) { stage in
        switch stage {
        case .reading(let progress): line.show(progress)
        case .layout(let progress): line.show(progress, label: "laying out", unit: "step")
        }
      }
      return try await MapPage.render(
        maps, in: archive, title: displayName(of: self.archive.lastPart), side: thumbnail,
        jobs: reading.jobs.count
      ) { line.show($0, label: "decoding") }
    }
    let bytes = Array(page.html.utf8)
    try file.append(bytes)
    try file.commit()
    Output.complain(about: page.problems)
    try printSummary(page, bytes.count)
    throw ExitCode(for: page.problems)
  }

  private func printSummary(_ page: MapPage, _ bytes: Int) throws {
    if output.report.json {
      let written = PathJSON(out.bytes)
      try Output.print(
        json: WrittenJSON(
          path: written.path, pathBytes: written.pathBytes, bytes: bytes, maps: page.shown,
          pictures: page.pictures, problems: page.problems.map(ProblemJSON.init)))
    } else if !output.report.quiet {
      let shown = page.shown.reduce(0, +)
      let left = page.pictures - shown
      try Output.print(
        "\(plural(shown, "picture"))\(left > 0 ? " of \(page.pictures)" : "") on "
          + "\(plural(page.shown.count, "map")): \(out), \(byteCount(bytes))")
    }
  }

  private struct WrittenJSON: Encodable {
    let path: String
    let pathBytes: String?
    let bytes: Int
    /// The number of pictures on each map.
    let maps: [Int]
    /// The number of pictures that are stored as latents.
    let pictures: Int
    let problems: [ProblemJSON]
  }
}

extension MapProjection: ExpressibleByArgument {}
