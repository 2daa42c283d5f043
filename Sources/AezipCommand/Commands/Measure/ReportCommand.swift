import ArgumentParser
import Container
import Evaluation
import Files
import Protection

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Measure rate and distortion beside other codecs.",
    usage: """
      aezip report <folder> ... [--out <report.html>] [<options>]
      aezip report --lossless <folder> ... [--out <report.html>] [<options>]
      aezip report <archive.aez> <original> ... [<options>]
      """,
    discussion: """
      Measures codecs at several settings on the pictures of a folder: aezip with both coders, all \
      pictures in one archive; JPEG; PCA; and WebP, AVIF and JPEG XL where cwebp, avifenc and \
      cjxl are installed. --out writes a page for a browser with JSON and CSV beside it, or a \
      Markdown table with JSON and the curves as SVG. Finished measurements are kept in a file \
      with the extension .cache, which the next run uses.

      --lossless measures what gives every byte back, on all files of a folder: aezip at its \
      default effort and at effort 9, and cjxl, zstd and xz where they are installed, with bytes, \
      the speed of one core and whether the same bytes came back.

      Measures the loss of an archive against its originals, file by file, and the bytes that \
      JPEG, the built-in model and PCA need for the same mean PSNR.

      Examples:
        aezip report Photos --out photos.html
        aezip report Photos --sample 50 --without avif
        aezip report Photos --effort 9 --anchor aezip-prior
        aezip report --lossless Photos --out exact.md
        aezip report photos.aez Photos
      """)

  @Argument(
    help: ArgumentHelp(
      "The folders or pictures; or an archive and its originals.", valueName: "path"))
  var paths: [RawPath]

  @Flag(help: "Measure codecs that give every byte back.")
  var lossless = false

  @Option(help: ArgumentHelp("The page or the table to write.", valueName: "report.html|.md"))
  var out: RawPath?

  @Flag(help: "Replace the files of --out if they exist.")
  var overwrite = false

  @Option(
    help: ArgumentHelp("The number of pictures, spread evenly.", valueName: "count"))
  var sample: Int?

  @Option(
    help: ArgumentHelp(
      "Leave out webp, avif, jxl or ssimulacra2, and with --lossless jxl, zstd or xz; repeatable.",
      valueName: "name"))
  var without: [String] = []

  @Option(
    help: ArgumentHelp("The anchor of BD-rates (default: jpeg-420).", valueName: "name"))
  var anchor: String?

  @Option(
    help: ArgumentHelp(
      "Curves to show beside: {\"name\": {\"bpp\": […], \"psnr\": […]}}.",
      valueName: "file"))
  var published: RawPath?

  @Option(
    name: .customLong("model"),
    help: ArgumentHelp(
      "Measure this model, too; repeatable.", valueName: "file"))
  var models: [RawPath] = []

  @Option(
    name: .customLong("effort"),
    help: ArgumentHelp(
      "Measure this effort of `aezip pack`, too; repeatable.", valueName: "4…9"))
  var efforts: [Int] = []

  @Option(
    help: ArgumentHelp("The number of pictures on the page (default: 8).", valueName: "count"))
  var show: Int?

  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ReportOptions

  private var isOfArchive: Bool { paths.first?.isArchive ?? false }

  func validate() throws {
    if let sample, sample < 1 { throw ValidationError("--sample \(sample) is not at least 1") }
    if let show, !(0...1000).contains(show) {
      throw ValidationError("--show \(show) is not within 0…1000")
    }
    for effort in efforts {
      try Effort.validate(effort)
      guard effort != Effort.usual else {
        throw ValidationError("effort \(effort) is the default, which is measured anyway")
      }
    }
    let known = lossless ? LosslessCodec.identifiers : ExternalPrograms.identifiers
    if let name = without.first(where: { !known.contains($0) }) {
      throw ValidationError("--without \(name): use one of \(known.joined(separator: ", "))")
    }
    if let archive = paths.dropFirst().first(where: \.isArchive) {
      throw ValidationError("name the archive \(archive) first, its originals after it")
    }
    if let out, !out.hasExtension(["html", "htm", "md"]) {
      throw ValidationError("--out must have a name ending in .html or .md, not '\(out)'")
    }
    let isForCurves =
      sample != nil || published != nil || anchor != nil || show != nil || !models.isEmpty
      || !efforts.isEmpty
    if lossless {
      if isForCurves {
        throw ValidationError(
          "--sample, --anchor, --published, --model, --effort and --show measure loss, which "
            + "--lossless has none of")
      }
      if isOfArchive { throw ValidationError("--lossless needs folders, not an archive") }
    }
    guard isOfArchive else { return }
    if paths.count < 2 {
      throw ValidationError("name the originals after the archive \(paths[0])")
    }
    if isForCurves || out != nil || overwrite {
      throw ValidationError(
        "--out, --overwrite, --sample, --anchor, --published, --model, --effort and --show need "
          + "folders, not an archive")
    }
  }

  /// The names of the folders.
  var title: String {
    paths.map { displayName(of: $0.lastPart) }.joined(separator: ", ")
  }

  func run() async throws {
    if isOfArchive {
      try await ArchiveReportRun(command: self).run()
    } else if lossless {
      try await LosslessReportRun(command: self).run()
    } else {
      try await FolderReportRun(command: self).run()
    }
  }
}

extension RawPath {
  /// Whether it names an archive, by its extension or its content.
  fileprivate var isArchive: Bool {
    guard !endsLikeArchive else { return true }
    let file = try? InputFile(path: bytes, followingLinks: true)
    let start = try? file?.read(at: 0, count: ArchivePreamble.magic.count)
    return [ArchivePreamble.magic, EncryptionHeader.magic].contains(start)
  }
}
