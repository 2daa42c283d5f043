import Aezip
import ArgumentParser
import Evaluation
import LatentSpace
import Tables
import Training

struct BenchSearch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Measure the precision of searches by labels.",
    discussion: """
      Looks up the ten nearest neighbours of some pictures of an archive: precision@10 \
      is the share of neighbours with the same label. The archive holds just these \
      pictures, packed by one small model; the data are a table with labels beside it, \
      or a folder with a subfolder for each label. Measured are the samples themselves \
      and four metrics of latents, of which `aezip search` uses the last.

      Example:
        aezip bench search digits.aez train-images-idx3-ubyte.gz
      """)

  @Argument(help: "The archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(help: "The labelled pictures that were packed.")
  var data: RawPath

  @Option(help: ArgumentHelp("The number of pictures to search for.", valueName: "n"))
  var queries = 1000

  @OptionGroup var result: ResultOptions

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    guard (1...1_000_000).contains(queries) else {
      throw ValidationError("--queries \(queries) is not within 1…1000000")
    }
  }

  private struct Row: Encodable {
    let compared: String
    /// The numbers that describe a picture.
    let numbers: Int
    let bytesEach: Double
    let result: SearchPrecision

    static let columns = ["compared", "numbers", "bytes each", "precision@10", "a search"]

    var cells: [String] {
      [
        compared, "\(numbers)", bytesEach.threeDigits, "\((100 * result.precision).fixed(2)) %",
        "\(result.milliseconds.fixed(1)) ms",
      ]
    }
  }

  func run() async throws {
    try await result.report("Precision of searches by labels") {
      let (rows, pictures, seconds) = try await measure()
      let note =
        "\(plural(pictures, "picture")), \(rows[0].result.queries) searches; "
        + "latents read in \(seconds.fixed(2)) s"
      return (rows, [ResultTable(columns: Row.columns, rows: rows.map(\.cells), notes: [note])])
    }
  }

  private func measure() async throws -> (rows: [Row], pictures: Int, seconds: Double) {
    let dataset = try Dataset.open([data.bytes])
    guard let labels = try dataset.labels() else { throw BenchSearchError.noLabels(data) }
    let table: Table =
      switch dataset.content {
      case .table(let table): table
      case .pictures(let source): try source.table()
      }
    let raw = NeighbourTable(
      table.numbers(of: Array(0..<table.count)), width: table.numbersPerSample)
    var rows = [
      Row(
        compared: "the data", numbers: raw.width,
        bytesEach: Double(table.bytes.count) / Double(max(table.count, 1)),
        result: SearchPrecision.measure(raw, labels: labels.indices, queries: queries))
    ]
    let (ofLatents, seconds) = try await naming(archive) {
      try await latentRows(labels, raw.width)
    }
    rows += ofLatents
    return (rows, table.count, seconds)
  }

  /// A row for each metric of latents, and the seconds that reading them took.
  private func latentRows(_ labels: Labels, _ width: Int) async throws -> ([Row], seconds: Double) {
    let archive = try Archive(path: archive.bytes)
    guard let first = try archive.entries().first(where: { $0.kind == .picture }) else {
      throw LatentError.noLatents
    }
    var (rows, seconds) = ([Row](), 0.0)
    for metric in LatentMetric.allCases {
      let clock = ContinuousClock()
      let start = clock.now
      let index = try await LatentIndex.read(
        archive, for: .entry(first.path), jobs: jobs.count, metric: metric)
      seconds = (clock.now - start) / .seconds(1)
      guard index.paths.count == labels.indices.count else {
        throw BenchSearchError.otherCount(pictures: index.paths.count, data: labels.indices.count)
      }
      // The archive orders pictures by blocks.
      let order = index.paths.indices.sorted {
        index.paths[$0].lexicographicallyPrecedes(index.paths[$1])
      }
      var labelled = [Int](repeating: 0, count: order.count)
      for (number, row) in order.enumerated() { labelled[row] = labels.indices[number] }
      rows.append(
        Row(
          compared: "latents, \(metric)", numbers: index.table.width,
          bytesEach: Double(archive.byteCount) / Double(order.count),
          result: SearchPrecision.measure(index.table, labels: labelled, queries: queries)))
    }
    return (rows, seconds)
  }
}

/// Why the precision of searches cannot be measured.
enum BenchSearchError: KindedError, CustomStringConvertible {
  case noLabels(RawPath)
  case otherCount(pictures: Int, data: Int)

  var kind: ErrorKind { .misuse }

  var description: String {
    switch self {
    case .noLabels(let path):
      "\(path): has no labels"
    case .otherCount(let pictures, let data):
      "the archive has \(pictures) pictures of one model, but the data has \(data)"
    }
  }
}
