import Aezip
import ArgumentParser
import Files
import LatentSpace

struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find the pictures of an archive that are nearest to another.",
    usage: """
      aezip search <archive> <query> [<options>]
      aezip search <archive> --near <name> [<options>]
      """,
    discussion: """
      The codes of all pictures are read and compared; no picture is decoded. The query is a PNG \
      or JPEG file, or with --near a picture of the archive itself. Printed are distance and \
      name, nearest first.

      Pictures that a small model codes (see `aezip pack --learn` and --model) are compared with \
      queries of their size. Their distance is about how far samples of 0…255 are from each \
      other, by what the model's decoder makes of the difference of the codes. The query's code is \
      the one that decodes nearest to it.

      Photographs are compared by the mean strength of each kind of pattern, and by the mean \
      codes of 4×4 fields of the picture: colours, light, texture and layout, not what they \
      show. Their distances have no unit. Queries of all sizes that no small model is for are \
      compared with photographs.

      Only pictures of one model are compared with each other; the last line tells how many.

      Examples:
        aezip search digits.aez seven.png
        aezip search photos.aez --near Photos/beach.jpg -n 5 --json
      """)

  @Argument(help: "The archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(help: "The picture to search for, PNG or JPEG.")
  var query: RawPath?

  @Option(help: ArgumentHelp("Search for this picture of the archive.", valueName: "name"))
  var near: RawPath?

  @Option(name: .short, help: ArgumentHelp("How many to find at most.", valueName: "count"))
  var n = 10

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  @OptionGroup var models: ModelsOption
  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var jobs: JobsOption

  func validate() throws {
    guard (query == nil) != (near == nil) else {
      throw ValidationError(
        query == nil
          ? "nothing to search for; give a picture, or a name of the archive with --near"
          : "both a picture and --near are given; leave out one")
    }
    guard (1...1_000_000).contains(n) else {
      throw ValidationError("-n \(n) is not within 1…1000000")
    }
  }

  func run() async throws {
    let query = try wanted()
    let line = ProgressLine("reading codes", quiet: json, unit: "picture")
    let result = try await naming(archive) {
      defer { line.finish() }
      return try await SearchResult(
        Archive(archive, passphrase, models: models.read()), query, count: n, jobs: jobs.count
      ) { line.show($0) }
    }
    try json ? Output.print(json: SearchJSON(result)) : Output.print(result.text)
  }

  private func wanted() throws -> LatentIndex.Query {
    if let near { return .object(near.bytes) }
    guard let query else { return .object([]) }
    return .picture(try readPicture(query))
  }
}

/// What was found, and how long that took.
private struct SearchResult {
  let found: [LatentIndex.Neighbour]
  let measure: LatentIndex.Measure
  let compared: Int
  let allPictures: Int
  /// To read the codes, and to bring them to where they are compared.
  let readSeconds: Double
  /// To find the query's code.
  let querySeconds: Double
  /// To compare it with all others.
  let searchSeconds: Double

  init(
    _ archive: Archive, _ query: LatentIndex.Query, count: Int, jobs: Int,
    progress: @Sendable (Progress) -> Void
  ) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let index = try await LatentIndex(archive, for: query, jobs: jobs, progress: progress)
    let read = clock.now
    let place = try index.place(of: query)
    let coded = clock.now
    found = index.nearest(to: place, count: count)
    searchSeconds = (clock.now - coded) / .seconds(1)
    (readSeconds, querySeconds) = ((read - start) / .seconds(1), (coded - read) / .seconds(1))
    (compared, allPictures, measure) = (index.paths.count, index.allPictures, index.measure)
  }

  var text: String {
    let rows = found.map { [$0.distance.fixed(2), displayName(of: $0.path)] }
    let others = allPictures - compared
    let rest = others > 0 ? ", \(others) of other models not" : ""
    let times =
      "codes read in \(readSeconds.fixed(2)) s, searched in \((searchSeconds * 1000).fixed(1)) ms"
    let total = "\(plural(compared, "picture")) compared\(rest); \(times)"
    return ((rows.isEmpty ? [] : [table(rows, right: [0])]) + [total]).joined(separator: "\n")
  }
}

private struct SearchJSON: Encodable {
  struct NeighbourJSON: Encodable {
    let path: String
    let pathBytes: String?
    let distance: Double
  }

  let found: [NeighbourJSON]
  /// What distances are measured by.
  let measure: LatentIndex.Measure
  let compared: Int
  let notCompared: Int
  let readSeconds: Double
  let querySeconds: Double
  let searchSeconds: Double

  init(_ result: SearchResult) {
    found = result.found.map {
      let path = PathJSON($0.path)
      return NeighbourJSON(path: path.path, pathBytes: path.pathBytes, distance: $0.distance)
    }
    (measure, compared) = (result.measure, result.compared)
    notCompared = result.allPictures - result.compared
    (readSeconds, querySeconds) = (result.readSeconds, result.querySeconds)
    searchSeconds = result.searchSeconds
  }
}
