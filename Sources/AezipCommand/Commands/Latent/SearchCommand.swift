import Aezip
import ArgumentParser
import Files
import Images
import LatentSpace

struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find the pictures of an archive nearest to another.",
    usage: """
      aezip search <archive> <query> [<options>]
      aezip search <archive> --near <name> [<options>]
      """,
    discussion: """
      Prints distances and names, nearest first. The search compares latents. Pictures that are \
      stored without are decoded and compared with photographs. Pictures are compared as a viewer \
      shows them.

      For pictures of a small model, the distance is about the difference of their samples, 0…255. \
      Photographs are compared by colour, light, texture and layout, with a distance without unit. \
      Pictures of different models are not compared.

      Examples:
        aezip search digits.aez seven.png
        aezip search photos.aez --near Photos/beach.jpg -n 5 --json
      """)

  @Argument(help: "The archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(help: "A PNG or JPEG file to search for.")
  var query: RawPath?

  @Option(help: ArgumentHelp("Search for this picture of the archive.", valueName: "name"))
  var near: RawPattern?

  @Option(name: .short, help: ArgumentHelp("Print at most this many pictures.", valueName: "count"))
  var n = 10

  @Flag(help: "Report as JSON on standard output.")
  var json = false

  @OptionGroup var reading: LatentArchiveOptions

  func validate() throws {
    guard (query == nil) != (near == nil) else {
      throw ValidationError(
        query == nil
          ? "nothing to search for; give a picture, or a name in the archive with --near"
          : "both a picture and --near are given; leave out one")
    }
    guard (1...1_000_000).contains(n) else {
      throw ValidationError("-n \(n) is not within 1…1000000")
    }
  }

  func run() async throws {
    let picture = try query.map { try readPicture($0) }
    let line = ProgressLine("reading latents", quiet: json, unit: "picture")
    let result = try await naming(archive) {
      defer { line.finish() }
      let opened = try reading.open(archive)
      return try await SearchResult.search(
        opened, latentQuery(picture, in: opened), count: n, jobs: reading.jobs.count
      ) { line.show($0) }
    }
    try json ? Output.print(json: SearchJSON(result)) : Output.print(result.text)
  }

  private func latentQuery(
    _ picture: Image?, in archive: Archive
  ) throws -> LatentIndex.Query {
    if let picture { return .picture(picture) }
    return .entry(try near.map { try archive.path(ofFileNamed: $0.text) } ?? [])
  }
}

/// The pictures found, and the times of the steps.
private struct SearchResult {
  let found: [LatentIndex.Neighbour]
  let measure: LatentIndex.Measure
  let compared: Int
  let allPictures: Int
  /// The time to read and transform the latents.
  let readSeconds: Double
  /// The time to encode the query.
  let querySeconds: Double
  /// The time to compare it with all pictures.
  let searchSeconds: Double

  static func search(
    _ archive: Archive, _ query: LatentIndex.Query, count: Int, jobs: Int,
    progress: @Sendable (Progress) -> Void
  ) async throws -> SearchResult {
    let clock = ContinuousClock()
    let start = clock.now
    let index = try await LatentIndex.read(archive, for: query, jobs: jobs, progress: progress)
    let read = clock.now
    let position = try index.position(of: query)
    let encoded = clock.now
    let found = index.nearest(to: position, count: count)
    let end = clock.now
    return SearchResult(
      found: found, measure: index.measure, compared: index.paths.count,
      allPictures: index.allPictures, readSeconds: (read - start) / .seconds(1),
      querySeconds: (encoded - read) / .seconds(1), searchSeconds: (end - encoded) / .seconds(1))
  }

  var text: String {
    let rows = found.map { [$0.distance.fixed(2), displayName(of: $0.path)] }
    let others = allPictures - compared
    let rest = others > 0 ? " (\(others) of other models were not)" : ""
    let times =
      "latents read in \(readSeconds.fixed(2)) s, searched in \((searchSeconds * 1000).fixed(1)) ms"
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
  /// The unit of the distances.
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
