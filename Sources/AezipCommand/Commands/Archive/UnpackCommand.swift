import Aezip
import ArgumentParser
import Tables

struct UnpackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Bring files back from an archive.",
    discussion: """
      Pictures come back under their own names and in their own formats. Files that exist \
      are left as they are, and named, unless --overwrite is given. Nothing is ever written \
      outside of the folder: links that lead out of it are refused. Permissions come back \
      without setuid, setgid and sticky bits.

      With --signer nothing is unpacked unless the archive is what the owner of that key signed.

      Examples:
        aezip unpack photos.aez
        aezip unpack photos.aez -C Restored 'Photos/2024' '*.png'
      """)

  @Argument(help: "The archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(help: "Shell patterns of what to unpack; a folder brings all below it (default: all).")
  var pattern: [RawPattern] = []

  @Option(
    name: [.customShort("C"), .customLong("directory")],
    help: ArgumentHelp("The folder to unpack into; made if it is missing.", valueName: "dir"),
    completion: .directory)
  var directory = RawPath(Array(".".utf8))

  @Flag(help: "Replace files that exist.")
  var overwrite = false

  @OptionGroup var models: ModelsOption
  @OptionGroup var limit: LimitOption
  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var signer: SignerOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ReportOptions

  func run() async throws {
    var options = UnpackOptions()
    options.patterns = pattern.map(\.text)
    options.overwrite = overwrite
    options.jobs = jobs.count
    options.signer = try signer.read()
    let line = ProgressLine("unpacking", quiet: report.quiet)
    let result = try await naming(archive) {
      defer { line.finish() }
      let archive = try Archive(
        archive, passphrase, models: models.read(), limit: limit.bytes)
      return try await archive.unpack(into: directory.bytes, options: options) { line.show($0) }
    }
    Output.complain(about: result.problems)
    if report.json {
      try Output.print(json: UnpackJSON(result))
    } else if !report.quiet {
      try Output.print(
        "\(result.summary), \(byteCount(result.bytes)) in \(directory)"
          + (result.signer.map { ", signed by \($0.prefix(16))…" } ?? ""))
    }
    throw ExitCode(for: result.problems)
  }
}

extension UnpackReport {
  /// What came back, by kind.
  var summary: String {
    let others = [(tables, "table"), (folders, "folder"), (links, "link")].filter { $0.0 > 0 }
    return
      ([
        "\(plural(pictures, "picture")) decoded", "\(plural(exactFiles, "file")) restored exactly",
      ] + others.map(plural)).joined(separator: ", ")
  }
}

/// For `unpack` and `verify`.
struct UnpackJSON: Encodable {
  let pictures: Int
  /// Those of them without a digest of their pixels.
  let uncheckedPictures: Int
  let tables: Int
  let exactFiles: Int
  let folders: Int
  let links: Int
  let bytes: Int
  /// The fingerprint of the key that signed the archive, if that was checked and holds.
  let signer: String?
  let problems: [ProblemJSON]

  init(_ report: UnpackReport) {
    pictures = report.pictures
    uncheckedPictures = report.uncheckedPictures
    tables = report.tables
    exactFiles = report.exactFiles
    folders = report.folders
    links = report.links
    bytes = report.bytes
    signer = report.signer
    problems = report.problems.map(ProblemJSON.init)
  }
}
