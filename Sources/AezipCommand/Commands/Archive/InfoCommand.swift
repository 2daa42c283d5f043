import Aezip
import ArgumentParser

struct InfoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Tell about an archive as a whole.",
    discussion: """
      With --rates the codes of all pictures are decoded, and what each coder makes of them \
      is set beside the ideal, −log2 P by the learned prior.

      Examples:
        aezip info photos.aez
        aezip info photos.aez --rates
      """)

  @Argument(help: "The archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Flag(help: "Measure both coders on the archive's pictures.")
  var rates = false

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  @OptionGroup var models: ModelsOption
  @OptionGroup var limit: LimitOption
  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var jobs: JobsOption

  func run() async throws {
    let (summary, measured) = try await naming(archive) {
      let archive = try Archive(
        archive, passphrase, models: models.read(), limit: limit.bytes)
      let summary = try ArchiveSummary(archive)
      let pictures = summary.pictures.count
      return (
        summary, rates && pictures > 0 ? try await archive.rates(jobs: jobs.count) : nil
      )
    }
    if json {
      try Output.print(json: InfoJSON(summary, archive: archive, rates: measured))
    } else {
      let lines = summary.lines(archive: archive) + (measured.map(rateLines) ?? [])
      try Output.print(lines.joined(separator: "\n"))
      if !rates, summary.pictures.count > 0 {
        try Output.print("`aezip info --rates` measures both coders on these pictures.")
      }
    }
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
    return ["codes", table(rows.map { ["  "] + $0 }, right: [2, 3])]
  }
}
