import Aezip
import ArgumentParser
import Files
import Tables

struct UnpackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Extract files from an archive.",
    usage: "aezip unpack <archive> [<name> ...] [<options>]",
    discussion: """
      Pictures are extracted under their own names and in their own formats. Files that \
      exist are kept and reported, unless --overwrite, --skip-existing or --keep-newer says \
      otherwise. Nothing is written outside the folder: links that lead out of it are \
      refused. With --signer nothing is extracted unless the owner of that key signed the \
      archive.

      A name is one that `aezip list` shows, or a shell pattern: * and ? match within a part \
      of a path, ** across parts, [a-z] one character. A folder stands for all that is in it.

      Examples:
        aezip unpack photos.aez
        aezip unpack photos.aez -C Restored Photos/2024 '*.png'
        aezip unpack photos.aez beach.jpg -o - | display
      """,
    aliases: ["extract", "x"])

  @Argument(help: "The archive, or - for standard input.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(
    help: ArgumentHelp("Names or patterns to extract (default: all).", valueName: "name"))
  var pattern: [RawPattern] = []

  @Option(
    name: [.customShort("C", allowingJoined: true), .customLong("directory")],
    help: ArgumentHelp("Extract into this folder (default: the current one).", valueName: "dir"),
    completion: .directory)
  var directory: RawPath?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Extract one file to this name; - is standard output.", valueName: "file"))
  var output: RawPath?

  @Flag(help: "Replace files that exist.")
  var overwrite = false

  @Flag(help: "Skip files that exist.")
  var skipExisting = false

  @Flag(help: "Replace only files older than those of the archive.")
  var keepNewer = false

  @Option(
    help: ArgumentHelp(
      """
      Write JPEG files of lossy pictures at this quality, 1...100; keep is the original's, max \
      hardly loses anything (default: the original's, or the highest that makes no file larger \
      than it was).
      """, valueName: "N|keep|max"))
  var jpegQuality: JPEGQualityOption?

  @Flag(help: "Show what would be extracted; write nothing.")
  var dryRun = false

  @Flag(name: .shortAndLong, help: "Print the name of each file extracted.")
  var verbose = false

  @OptionGroup var matching: CaseOption
  @OptionGroup var models: ModelsOption
  @OptionGroup var limit: LimitOption
  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var signer: SignerOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ArchiveReportOptions

  func validate() throws {
    if let directory, directory.isStandardStream {
      throw ValidationError(
        "-C - would make a folder named -; write -C ./- for that, or NAME -o - for standard output")
    }
    let policies = [
      overwrite ? "--overwrite" : nil, skipExisting ? "--skip-existing" : nil,
      keepNewer ? "--keep-newer" : nil,
    ].compactMap { $0 }
    guard policies.count < 2 else {
      throw ValidationError("\(policies[0]) and \(policies[1]) exclude each other")
    }
    guard let output else { return }
    guard pattern.count == 1 else {
      throw ValidationError("--output takes one file: name it after the archive")
    }
    let others = [
      directory.map { _ in "-C" }, skipExisting || keepNewer ? policies[0] : nil,
      dryRun ? "--dry-run" : nil, report.json && output.isStandardStream ? "--json" : nil,
      report.jsonLines && output.isStandardStream ? "--json-lines" : nil,
    ].compactMap { $0 }
    if let other = others.first {
      throw ValidationError("--output and \(other) exclude each other")
    }
  }

  func run() async throws {
    if dryRun { return try await listOnly() }
    if let output { return try await extractFile(to: output) }
    var options = UnpackOptions()
    options.patterns = pattern.map(\.text)
    options.ignoresCase = matching.ignoreCase
    (options.overwrite, options.skipsExisting) = (overwrite, skipExisting)
    options.keepsNewer = keepNewer
    options.jobs = jobs.count
    options.jpegQuality = jpegQuality?.value ?? .fitting
    options.signer = try signer.read()
    let result = try await extract(options)
    Output.complain(about: result.problems)
    try report.print(result: UnpackJSON(result), text: result.line(in: folder))
    throw ExitCode(for: result.problems)
  }

  private var folder: RawPath { directory ?? RawPath(Array(".".utf8)) }

  private func extract(_ options: UnpackOptions) async throws -> UnpackReport {
    let line = ProgressLine("unpacking", quiet: report.quiet || verbose)
    let printsNames = verbose && !report.json && !report.jsonLines
    return try await opening { archive in
      defer { line.finish() }
      return try await archive.unpack(into: folder.bytes, options: options) { progress in
        line.show(progress)
        guard printsNames else { return }
        for path in progress.finished { try? Output.print(displayName(of: path)) }
      }
    }
  }

  /// Opens the archive; where no entry matches a folder's name, says how to extract into it.
  private func opening<Result>(_ body: (Archive) async throws -> Result) async throws -> Result {
    do {
      return try await naming(archive) {
        try await body(
          Archive(archive, passphrase, models: models.read(), limit: limit.bytes))
      }
    } catch let failure as Failure {
      guard case AezipError.nothingMatches(let names) = failure.error else { throw failure }
      let last = pattern.last.flatMap { names.contains($0.text) && $0.mayBeFolder ? $0 : nil }
      guard let folder = pattern.first(where: { $0.isLikelyFolder }) ?? last else { throw failure }
      throw FolderNameError(
        archive: archive, folder: folder.path, isLikely: folder.isLikelyFolder)
    }
  }

  private func extractFile(to output: RawPath) async throws {
    if output.isStandardStream, StandardStream.output.isTerminal {
      // Text may be looked at; `cat` does that.
      throw OutputNameError.terminal
    }
    let key = try signer.read()
    let count = try await opening { archive in
      let path = try archive.path(
        ofFileNamed: pattern[0].text, ignoringCase: matching.ignoreCase)
      let entry = try await EntryFile(
        path, of: archive, jpegQuality: jpegQuality?.value ?? .fitting, jobs: jobs.count,
        signer: key)
      if output.isStandardStream {
        try entry.file.copyToStandardOutput()
      } else {
        try entry.file.copy(to: output, overwrite: overwrite)
      }
      return entry.file.count
    }
    guard !output.isStandardStream else { return }
    try report.print(
      result: ExtractedFileJSON(output, bytes: count),
      text: "1 file: \(byteCount(count)) in \(output)")
  }

  private func listOnly() async throws {
    let chosen = try await opening { archive in
      if let key = try signer.read() { try archive.checkSignature(by: key) }
      return try archive.chosenEntries(pattern.map(\.text), ignoringCase: matching.ignoreCase)
    }
    let existing = chosen.count { entry in
      entry.kind != .folder
        && RawPath(folder.bytes + [UInt8(ascii: "/")] + entry.path).status != nil
    }
    if verbose, !report.json, !report.jsonLines {
      for entry in chosen { try Output.print(displayName(of: entry.path)) }
    }
    let bytes = chosen.reduce(0) { $0 + $1.size }
    let counts = EntryCounts(chosen)
    try report.print(
      result: UnpackDryRunJSON(counts, existing: existing, bytes: bytes),
      text: "dry run: would extract \(counts.text()), \(byteCount(bytes)), into \(folder)"
        + (existing > 0 ? "; \(plural(existing, "file")) of them exist" : ""))
  }
}

extension RawPattern {
  /// Whether a folder rather than an entry is meant.
  fileprivate var isLikelyFolder: Bool {
    bytes.last == UInt8(ascii: "/") || path.status(followingLinks: true)?.kind == .directory
  }

  /// Whether it could be the name of a new folder: it is no pattern and has no extension.
  fileprivate var mayBeFolder: Bool {
    !bytes.contains { [UInt8]("*?[.\\".utf8).contains($0) }
  }
}

/// A folder to extract into was given as a name of the archive.
private struct FolderNameError: KindedError, CustomStringConvertible {
  let archive: RawPath
  let folder: RawPath
  /// False if it may as well be the misspelt name of an entry.
  let isLikely: Bool

  var kind: ErrorKind { .misuse }

  var description: String {
    "\(archive): no entry matches \(folder); "
      + (isLikely
        ? "to extract into that folder, write -C \(folder)"
        : "`aezip list` shows what there is; to extract into a new folder, write -C \(folder)")
  }
}

extension InputFile {
  fileprivate func copy(to output: RawPath, overwrite: Bool) throws {
    let file = try OutputFile(path: output.bytes, replacing: overwrite)
    var offset = 0
    while offset < count {
      let part = try read(at: offset, count: min(1 << 20, count - offset))
      try file.append(part)
      offset += part.count
    }
    try file.commit()
  }
}

extension UnpackReport {
  /// What came back, and where.
  fileprivate func line(in folder: RawPath) -> String {
    "\(EntryCounts(self).text()): \(byteCount(bytes)) in \(folder)"
      + (skipped > 0 ? "; \(plural(skipped, "existing file")) kept" : "")
      + (signer.map { "; signed by \($0.prefix(16))…" } ?? "")
  }
}

private struct ExtractedFileJSON: Encodable {
  let output: String
  let outputBytes: String?
  let bytes: Int

  init(_ path: RawPath, bytes: Int) {
    (output, outputBytes) = (PathJSON(path.bytes).path, PathJSON(path.bytes).pathBytes)
    self.bytes = bytes
  }
}

private struct UnpackDryRunJSON: Encodable {
  let dryRun = true
  let pictures: Int
  let exactPictures: Int
  let tables: Int
  let exactJPEGs: Int
  let exactFiles: Int
  let copies: Int
  let folders: Int
  let links: Int
  let existing: Int
  let bytes: Int

  init(_ counts: EntryCounts, existing: Int, bytes: Int) {
    (pictures, exactPictures) = (counts.pictures, counts.exactPictures)
    (tables, exactFiles) = (counts.tables, counts.files)
    exactJPEGs = counts.jpegs
    (copies, folders, links) = (counts.copies, counts.folders, counts.links)
    (self.existing, self.bytes) = (existing, bytes)
  }

  private enum CodingKeys: CodingKey {
    case dryRun, pictures, exactPictures, tables, exactJPEGs, exactFiles, copies, folders, links,
      existing, bytes
  }
}

/// For `unpack` and `verify`.
struct UnpackJSON: Encodable {
  /// The archive, where several are verified.
  var archive: String?
  let pictures: Int
  let exactPictures: Int
  /// Those of both without a digest of their pixels.
  let uncheckedPictures: Int
  let tables: Int
  let exactJPEGs: Int
  let exactFiles: Int
  /// Copies of other files, which are not among those above.
  let copies: Int
  let folders: Int
  let links: Int
  /// Files that exist and were kept.
  let skipped: Int
  let bytes: Int
  /// The fingerprint of the key that signed the archive, if that was checked and holds.
  let signer: String?
  let problems: [ProblemJSON]

  init(_ report: UnpackReport, archive: String? = nil) {
    let counts = EntryCounts(report)
    self.archive = archive
    (pictures, exactPictures) = (counts.pictures, counts.exactPictures)
    (tables, exactFiles) = (counts.tables, counts.files)
    exactJPEGs = counts.jpegs
    uncheckedPictures = report.uncheckedPictures
    (copies, folders, links) = (counts.copies, counts.folders, counts.links)
    (skipped, bytes, signer) = (report.skipped, report.bytes, report.signer)
    problems = report.problems.map(ProblemJSON.init)
  }
}
