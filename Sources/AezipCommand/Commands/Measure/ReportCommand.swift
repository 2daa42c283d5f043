import ArgumentParser
import Container
import Evaluation
import Files
import Protection

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Measure rate against distortion, beside JPEG, PCA and other codecs.",
    usage: """
      aezip report <folder> ... [--out <report.html>] [<options>]
      aezip report <archive.aez> <original> ... [<options>]
      """,
    discussion: """
      Of a folder of pictures, every codec is measured at several settings: aezip with both \
      coders, all pictures in one archive and all of it counted; JPEG; PCA; and WebP, AVIF and \
      JPEG XL where cwebp, avifenc and cjxl are installed. Nothing in the folder is changed. \
      With --out the measurements are written as a page for a browser, and beside it as JSON \
      and CSV; finished ones are kept in a file of the page's name and .cache, so that the \
      next run, or one after an interrupt, need not make them again.

      Of an archive, what it lost of its originals is measured, file by file, and what JPEG \
      files, the built-in model and, of small pictures that are alike, principal components need \
      for the same mean PSNR.

      Examples:
        aezip report Photos --out photos.html
        aezip report Photos --sample 50 --without avif
        aezip report Photos --effort 9 --anchor aezip-prior
        aezip report photos.aez Photos
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders or pictures to measure on; or an archive, its name ending in .aez, and what it "
        + "was made from.", valueName: "path"))
  var paths: [RawPath]

  @Option(help: ArgumentHelp("The page to write.", valueName: "report.html"))
  var out: RawPath?

  @Flag(help: "Replace the page and the files beside it if they exist.")
  var overwrite = false

  @Option(
    help: ArgumentHelp(
      "Measure on this many of the pictures, spread over all.", valueName: "count"))
  var sample: Int?

  @Option(
    help: ArgumentHelp(
      "Leave out webp, avif, jxl or ssimulacra2; can be given several times.", valueName: "name"))
  var without: [String] = []

  @Option(
    help: ArgumentHelp(
      "The codec that BD-rates are against (default: jpeg-420).", valueName: "name"))
  var anchor: String?

  @Option(
    help: ArgumentHelp(
      "A JSON file of others' curves to draw beside: {\"name\": {\"bpp\": […], \"psnr\": […]}}.",
      valueName: "file"))
  var published: RawPath?

  @Option(
    name: .customLong("model"),
    help: ArgumentHelp(
      "A model file to measure beside the built-in model; can be given several times.",
      valueName: "file"))
  var models: [RawPath] = []

  @Option(
    name: .customLong("effort"),
    help: ArgumentHelp(
      "An effort to measure beside the usual one, as `aezip pack` knows it; can be given several "
        + "times.", valueName: "4…9"))
  var efforts: [Int] = []

  @Option(help: ArgumentHelp("Pictures to show on the page (default: 8).", valueName: "count"))
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
        throw ValidationError("effort \(effort) is the usual one, which is measured anyway")
      }
    }
    for name in without where !ExternalPrograms.identifiers.contains(name) {
      let known = ExternalPrograms.identifiers.joined(separator: ", ")
      throw ValidationError("nothing to leave out is called '\(name)'; there are \(known)")
    }
    if let archive = paths.dropFirst().first(where: \.isArchive) {
      throw ValidationError("name the archive \(archive) first, and after it what it was made from")
    }
    if let out, !out.endsLikePage {
      throw ValidationError("the page must have a name ending in .html, not '\(out)'")
    }
    guard isOfArchive else { return }
    if paths.count < 2 {
      throw ValidationError("name what the archive \(paths[0]) was made from after it")
    }
    let isOnlyOfFolders =
      out != nil || overwrite || sample != nil || published != nil || anchor != nil
      || show != nil || !models.isEmpty || !efforts.isEmpty
    if isOnlyOfFolders {
      throw ValidationError(
        "--out, --overwrite, --sample, --anchor, --published, --model, --effort and --show are "
          + "for folders, not for archives")
    }
  }

  func run() async throws {
    if isOfArchive {
      try await ArchiveReportRun(command: self).run()
    } else {
      try await FolderReportRun(command: self).run()
    }
  }
}

extension RawPath {
  /// Whether it names a file that is an archive, or would by its name.
  fileprivate var isArchive: Bool {
    guard !endsLikeArchive else { return true }
    let file = try? InputFile(path: bytes, followingLinks: true)
    let start = try? file?.read(at: 0, count: ArchivePreamble.magic.count)
    return [ArchivePreamble.magic, EncryptionHeader.magic].contains(start)
  }

  /// Whether it could be the name of a page.
  fileprivate var endsLikePage: Bool {
    let name = String(decoding: bytes, as: UTF8.self).lowercased()
    return name.hasSuffix(".html") || name.hasSuffix(".htm")
  }
}
