import Aezip
import ArgumentParser
import Files
import LatentSpace

struct MapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Show the pictures of an archive on a plane, like ones near each other.",
    usage: "aezip map <archive> <out.html> [<options>]",
    discussion: """
      OUT is a page for a browser that needs nothing else: a plane of all pictures that can be \
      moved, enlarged and searched by name, with each picture's size, PSNR and nearest pictures. \
      The colour of a picture's edge is that of its folder.

      Pictures lie where their codes say, in one of three ways, between which the page changes: \
      beside their neighbours as far as a plane has room, by the two principal components of the \
      codes, or by the codes themselves where a model has two numbers. --by picks one. Codes are \
      compared as `aezip search` compares them; pictures of different models cannot be, so each \
      model has a map of its own.

      Of more pictures than -n some are shown, evenly spread over the names; the page says how \
      many are left out. The page grows with the pictures' number and size: see --thumbnail.

      Examples:
        aezip map digits.aez digits.html
        aezip map photos.aez photos.html --by pca --thumbnail 96
      """)

  @Argument(help: "The archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(help: "The page to write.", completion: .file(extensions: ["html"]))
  var out: RawPath

  @Option(help: "How pictures are placed (default: in all ways there are).")
  var by: MapWay?

  @Option(
    name: .short, help: ArgumentHelp("How many pictures a map has at most.", valueName: "count"))
  var n = 10_000

  @Option(
    help: ArgumentHelp(
      "Pixels a side of a small picture at most (default: 128, of more than 2000 pictures fewer).",
      valueName: "pixels"))
  var thumbnail: Int?

  @Flag(help: "Replace the page if it exists.")
  var overwrite = false

  @OptionGroup var models: ModelsOption
  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard out.bytes.suffix(5) == Array(".html".utf8)[...] else {
      throw ValidationError("the page must be a name ending in .html, not '\(out)'")
    }
    guard (1...100_000).contains(n) else {
      throw ValidationError("-n \(n) is not within 1…100000")
    }
    if let thumbnail, !(8...256).contains(thumbnail) {
      throw ValidationError("--thumbnail \(thumbnail) is not within 8…256")
    }
  }

  func run() async throws {
    let file = try OutputFile(path: out.bytes, replacing: overwrite)
    let line = ProgressLine("reading codes", quiet: report.quiet, unit: "picture")
    let page = try await naming(archive) {
      defer { line.finish() }
      let archive = try Archive(self.archive, passphrase, models: models.read())
      let maps = try await LatentMap.maps(
        of: archive, ways: by.map { [$0] }, most: n, jobs: jobs.count
      ) { stage in
        switch stage {
        case .reading(let progress): line.show(progress)
        case .placing(let progress): line.show(progress, label: "placing", unit: "step")
        }
      }
      return try await MapPage(
        of: maps, in: archive, title: displayName(of: self.archive.lastPart), side: thumbnail,
        jobs: jobs.count
      ) { line.show($0, label: "decoding") }
    }
    let bytes = Array(page.html.utf8)
    try file.append(bytes)
    try file.commit()
    Output.complain(about: page.problems)
    try tell(page, bytes.count)
    throw ExitCode(for: page.problems)
  }

  private func tell(_ page: MapPage, _ bytes: Int) throws {
    if report.json {
      let written = PathJSON(out.bytes)
      try Output.print(
        json: WrittenJSON(
          path: written.path, pathBytes: written.pathBytes, bytes: bytes, maps: page.shown,
          pictures: page.pictures, problems: page.problems.map(ProblemJSON.init)))
    } else if !report.quiet {
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
    /// Pictures of each map.
    let maps: [Int]
    /// All that are stored as codes.
    let pictures: Int
    let problems: [ProblemJSON]
  }
}

extension MapWay: ExpressibleByArgument {}
