import Aezip
import ArgumentParser
import LatentSpace
import Tables
import Training

struct BenchSearch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Measure what `aezip search` finds by the labels of labelled pictures.",
    discussion: """
      The archive holds the pictures of the data, packed under names in the data's order, by one \
      small model. Data are a table with labels beside it (IDX, as MNIST has it), or a folder \
      with a subfolder for each label. Of some pictures, evenly spread, the ten nearest others \
      are looked up; precision@10 is the share of them that have the same label. The same is \
      done with the numbers of the data themselves, and with four ways to compare codes, of \
      which `aezip search` uses the last.

      Example:
        aezip bench search digits.aez train-images-idx3-ubyte.gz
      """)

  @Argument(help: "The archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(help: "What was packed: a table with labels, or a folder with a subfolder a label.")
  var data: RawPath

  @Option(help: ArgumentHelp("How many pictures to look up the neighbours of.", valueName: "n"))
  var queries = 1000

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    guard (1...1_000_000).contains(queries) else {
      throw ValidationError("--queries \(queries) is not within 1…1000000")
    }
  }

  private struct Row: Encodable {
    let compared: String
    /// Numbers of a picture.
    let numbers: Int
    let bytesEach: Double
    let result: SearchPrecision
  }

  func run() async throws {
    let dataset = try Dataset.open([data.bytes])
    guard let labels = try dataset.labels() else { throw BenchSearchError.noLabels(data) }
    let table: Table =
      switch dataset.content {
      case .table(let table): table
      case .pictures(let source): try source.table()
      }
    let raw = NeighbourTable(
      table.numbers(of: Array(0..<table.count)), width: table.numbersPerObject)
    var rows = [
      Row(
        compared: "the data", numbers: raw.width,
        bytesEach: Double(table.bytes.count) / Double(max(table.count, 1)),
        result: SearchPrecision(of: raw, labels: labels.indices, queries: queries))
    ]
    let (codes, seconds) = try await naming(archive) { try await self.codes(labels, raw.width) }
    rows += codes
    if json {
      try Output.print(json: rows)
    } else {
      try Output.print(report(rows, count: table.count, seconds: seconds))
    }
  }

  /// A row for each way to compare codes, and how long reading them took.
  private func codes(_ labels: Labels, _ width: Int) async throws -> ([Row], seconds: Double) {
    let archive = try Archive(path: archive.bytes)
    guard let first = try archive.entries().first(where: { $0.kind == .picture }) else {
      throw LatentError.noCodes
    }
    var (rows, seconds) = ([Row](), 0.0)
    for metric in LatentMetric.allCases {
      let clock = ContinuousClock()
      let start = clock.now
      let index = try await LatentIndex(
        archive, for: .object(first.path), jobs: jobs.count, metric: metric)
      seconds = (clock.now - start) / .seconds(1)
      guard index.paths.count == labels.indices.count else {
        throw BenchSearchError.otherCount(codes: index.paths.count, data: labels.indices.count)
      }
      // The archive's order is that of blocks.
      let order = index.paths.indices.sorted {
        index.paths[$0].lexicographicallyPrecedes(index.paths[$1])
      }
      var labelled = [Int](repeating: 0, count: order.count)
      for (place, row) in order.enumerated() { labelled[row] = labels.indices[place] }
      rows.append(
        Row(
          compared: "codes, \(metric)", numbers: index.table.width,
          bytesEach: Double(archive.byteCount) / Double(order.count),
          result: SearchPrecision(of: index.table, labels: labelled, queries: queries)))
    }
    return (rows, seconds)
  }

  private func report(_ rows: [Row], count: Int, seconds: Double) -> String {
    let head = ["compared", "numbers", "bytes each", "precision@10", "a search"]
    let lines = rows.map { row in
      [
        row.compared, "\(row.numbers)", row.bytesEach.threeDigits,
        "\((100 * row.result.precision).fixed(2)) %", "\(row.result.milliseconds.fixed(1)) ms",
      ]
    }
    return table([head] + lines, right: [1, 2, 3, 4])
      + "\n\(plural(count, "picture")), \(rows[0].result.queries) queries; "
      + "codes read in \(seconds.fixed(2)) s"
  }
}

/// Why a search cannot be judged.
private enum BenchSearchError: KindedError, CustomStringConvertible {
  case noLabels(RawPath)
  case otherCount(codes: Int, data: Int)

  var kind: ErrorKind { .misuse }

  var description: String {
    switch self {
    case .noLabels(let path):
      "\(path): has no labels; give a table with labels beside it, or a folder of folders"
    case .otherCount(let codes, let data):
      """
      the archive has \(codes) pictures of the same model, the data \(data); pack just the data, \
      by one small model
      """
    }
  }
}
