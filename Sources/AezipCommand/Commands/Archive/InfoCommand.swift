import Aezip
import ArgumentParser

struct InfoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show a summary of an archive.",
    discussion: """
      With --rates the symbols of all pictures are decoded, and the rate of each entropy coder \
      is compared with the ideal, −log2 P of the learned prior.

      Examples:
        aezip info photos.aez
        aezip info photos.aez --rates
      """)

  @Argument(
    help: ArgumentHelp("Archives, or - for standard input.", valueName: "archive"),
    completion: .file(extensions: ["aez"]))
  var archives: [RawPath]

  @Flag(help: "Measure both entropy coders on the pictures.")
  var rates = false

  @Flag(help: "Report as JSON on standard output.")
  var json = false

  @OptionGroup var models: ModelsOption
  @OptionGroup var limit: LimitOption
  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var jobs: JobsOption

  func run() async throws {
    var rows: [InfoJSON] = []
    var isFirst = true
    // What is known is printed, whatever is wrong with others.
    let outcome: (any Error)?
    do {
      try await forEach(archives) { path in
        let (summary, measured) = try await naming(path) {
          let archive = try Archive(path, passphrase, models: models.read(), limit: limit.bytes)
          let summary = try ArchiveSummary(archive)
          let pictures = summary.pictures.count
          return (
            summary, rates && pictures > 0 ? try await archive.rates(jobs: jobs.count) : nil
          )
        }
        if json {
          rows.append(InfoJSON(summary, archive: path, rates: measured))
        } else {
          let lines = summary.lines(archive: path) + (measured.map(rateLines) ?? [])
          try Output.print((isFirst ? "" : "\n") + lines.joined(separator: "\n"))
        }
        isFirst = false
      }
      outcome = nil
    } catch {
      outcome = error
    }
    if json, archives.count == 1 {
      for row in rows { try Output.print(json: row) }
    } else if json {
      try Output.print(json: rows)
    }
    if let outcome { throw outcome }
  }

  private func rateLines(_ rates: CoderRates) -> [String] {
    func bpp(_ bits: Double) -> String { "\((bits / Double(max(rates.pixels, 1))).fixed(4)) bpp" }
    func row(_ coder: String, _ bytes: Int) -> [String] {
      let bits = Double(8 * bytes)
      let ratio = rates.idealBits > 0 ? "\((bits / rates.idealBits).fixed(4)) × ideal" : "–"
      return [coder, bpp(bits), "\(bytes) bytes", ratio]
    }
    let ideal = Int((rates.idealBits / 8).rounded(.up))
    let rows = [
      ["−log2 P", bpp(rates.idealBits), "\(ideal) bytes", "ideal"],
      row("prior", rates.priorBytes), row("zstd", rates.zstdBytes),
    ]
    return ["symbols", table(rows.map { ["  "] + $0 }, right: [2, 3])]
  }
}
