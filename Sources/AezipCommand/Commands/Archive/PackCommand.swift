import Aezip
import ArgumentParser
import Files

struct PackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Pack files and folders into a new archive.",
    usage: "aezip pack <path> ... [<archive.aez>] [<options>]",
    discussion: """
      JPEG and PNG pictures are lossy by default, at the quality that is set: photographs as \
      latents of an autoencoder, what it draws badly as blocks of pixels. Drawings whose exact \
      pixels are hardly larger keep them. All other files, and pictures that would not become \
      smaller by a tenth, are lossless. Names, permissions and times are kept, as are metadata, \
      alpha and colour profiles of pictures; owners, extended attributes and hard links are \
      not. Equal files are stored once.

      With --lossless or --jpeg exact, JPEG files come back byte for byte and take a fifth less. \
      At a quality they are as lossy as all pictures; those that loss would hardly make smaller \
      are packed exactly.

      One of --quality, --psnr, --bpp and --size sets how lossy the pictures are; the last three \
      search for it, which takes four to six times as long. --min-psnr holds for each picture \
      alone (default: 28 from quality 50 on, below it less). Tables of numbers are lossless \
      unless --max-error is given.

      --no-check skips decoding each picture again: a third faster, but without a digest of \
      its pixels for `aezip verify`. A lost passphrase cannot be recovered.

      A single input makes an archive of its name in the current folder: Photos makes \
      Photos.aez.

      Examples:
        aezip pack Photos
        aezip pack Photos Notes.txt -q 50 --exclude '*.tmp' small.aez
        aezip pack --psnr 36 --min-psnr 33 Photos good.aez
        aezip pack --size 25MB Photos fits.aez
        aezip pack --jpeg exact Photos camera.aez
        aezip pack --lossless --redundancy 5% Photos safe.aez
        aezip pack --encrypt --sign me.pem Photos secret.aez
        aezip pack --learn=10m Scans scans.aez
      """,
    aliases: ["create", "c"])

  @Argument(
    help: ArgumentHelp(
      "Inputs, then the archive; - is standard input or output.", valueName: "path"))
  var paths: [RawPath]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Set the quality of pictures, also as -q 50 (default: 75).", valueName: "0…100"))
  var quality: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Reach this mean PSNR of the lossy pictures.", valueName: "dB"))
  var psnr: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Reach this PSNR for each picture, or store it lossless.", valueName: "dB"))
  var minPsnr: Double?

  @Flag(help: "Reach --min-psnr in each window of 64×64 pixels, not only in each picture.")
  var eachWindow = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Spend at most this many bits per pixel.", valueName: "rate"))
  var bpp: Double?

  @Option(
    help: ArgumentHelp("Make the archive at most this large: 500kB, 25MB.", valueName: "bytes"))
  var size: ByteSize?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Let numbers of tables differ by this much (default: 0).", valueName: "E"))
  var maxError: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Add parity to repair damage up to this share, ≤ 50%.", valueName: "P%"))
  var redundancy: Percentage?

  @Flag(help: "Store pictures lossless, too.")
  var lossless = false

  @Option(help: "Pack JPEG files exactly, or with loss as all pictures are.")
  var jpeg: JPEGPacking?

  @Flag(help: "Store no picture as blocks or exact pixels, but as latents.")
  var latentsOnly = false

  @Option(help: "Code latents with the learned prior or with zstd.")
  var coder = EntropyCoder.prior

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Spend more time on smaller archives: from 5 on, minutes a picture (default: 3).",
      valueName: "1…9"))
  var effort: Int?

  @Flag(inversion: .prefixedNo, help: "Decode each picture again and record its digest.")
  var check = true

  @Option(
    help: ArgumentHelp("Leave out names that match; repeatable.", valueName: "pattern"))
  var exclude: [RawPattern] = []

  @Option(
    help: ArgumentHelp("Name standard input in the archive (default: stdin).", valueName: "name"))
  var stdinName: String?

  @Flag(help: "Show what would be packed; write nothing.")
  var dryRun = false

  @Flag(name: .shortAndLong, help: "List the entries of the new archive.")
  var verbose = false

  @OptionGroup var protection: ProtectionOptions

  @Flag(help: "Replace the archive if it exists.")
  var overwrite = false

  @Option(
    help: ArgumentHelp(
      "Use this model file and embed it in the archive.", valueName: "file"))
  var model: RawPath?

  @Flag(help: "Learn models of these very files; see --learn=10m.")
  var learn = false

  /// What `--learn=TIME` is read as; see `spellingOut`.
  @Option(help: .hidden)
  var learnTime: String?

  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ArchiveReportOptions

  /// The parser knows flags and options, but none that is either.
  static func spellingOut(_ argument: String) -> String {
    let prefix = "--learn="
    guard argument.hasPrefix(prefix) else { return argument }
    return "--learn-time=" + argument.dropFirst(prefix.count)
  }

  func validate() throws {
    try validateOperands()
    if let learnTime, TimeSpan(parsing: learnTime) == nil {
      throw ValidationError("--learn=\(learnTime) is not a time as 90s, 10m or 2h")
    }
    try validateTargets()
    do {
      try choices.validate()
    } catch {
      let given = redundancy.map { [PackOption.redundancy: $0.text] } ?? [:]
      throw ValidationError(Advice.sentence(for: error, given: given))
    }
  }

  private func validateOperands() throws {
    let operands = try PackOperands(paths)
    let readsInput = operands.inputs.contains(where: \.isStandardStream)
    if stdinName != nil, !readsInput {
      throw ValidationError("--stdin-name has no effect unless - is an input")
    }
    if let stdinName, stdinName.isEmpty || stdinName.contains("/") {
      throw ValidationError("--stdin-name must be a name without slashes")
    }
    if operands.archive.isStandardStream, report.json || report.jsonLines {
      throw ValidationError(
        "\(report.json ? "--json" : "--json-lines") and an archive on standard output exclude "
          + "each other")
    }
    if dryRun, readsInput {
      throw ValidationError("--dry-run cannot read standard input")
    }
  }

  /// The library has one target, and a quality whether or not one is given.
  private func validateTargets() throws {
    let given = [
      psnr.map { _ in "--psnr" }, bpp.map { _ in "--bpp" }, size.map { _ in "--size" },
      quality.map { _ in "--quality" },
    ].compactMap { $0 }
    guard given.count < 2 || (quality == nil && (bpp == nil || size == nil)) else {
      throw ValidationError("\(given[0]) and \(given[1]) exclude each other")
    }
    guard !lossless || quality == nil else {
      throw ValidationError("--quality and --lossless exclude each other")
    }
  }

  /// What to learn; nil if that is not asked for.
  private var learning: Learning? {
    guard learn || learnTime != nil else { return nil }
    let time = learnTime.flatMap { TimeSpan(parsing: $0)?.seconds }
    return time.map { Learning(.seconds($0)) } ?? Learning()
  }

  func run() async throws {
    let operands = try PackOperands(paths)
    for path in operands.inputs where path.isSymbolicLink {
      Output.note(
        "\(path): is a symbolic link and packed as one; to pack what it points to, name that"
          + (path.status(followingLinks: true)?.kind == .directory ? " or \(path)/" : ""))
    }
    if dryRun { return try runDry(operands) }
    let output = try PackOutput(operands.archive)
    let options = try options()
    let input = try PackInput(operands.inputs, named: stdinName ?? "stdin")
    defer { withExtendedLifetime(input) {} }
    let result = try await pack(input.paths, into: output.path, options)
    let problems = result.problems + excludedAll(result)
    Output.complain(about: problems)
    try output.finish()
    let summary = PackSummary(result, output, options: options)
    let text =
      try report.quiet || report.json || report.jsonLines
      ? "" : text(summary, result.learned, output, options)
    if output.isStandardOutput {
      if !report.quiet { try StandardStream.error.write(text + "\n") }
    } else {
      try report.print(result: summary.json, text: text)
    }
    throw ExitCode(for: problems)
  }

  /// The lines that are printed in the end.
  private func text(
    _ summary: PackSummary, _ groups: [LearnedGroup], _ output: PackOutput, _ options: PackOptions
  ) throws -> String {
    var lines: [String] = []
    if verbose {
      let archive = try Archive(path: output.path.bytes, passphrase: options.passphrase)
      try ListCommand.write(archive.entries(), archive.linkTargets()) { lines.append($0) }
    }
    return (lines + groups.map(\.line) + [summary.line]).joined(separator: "\n")
  }

  private func runDry(_ operands: PackOperands) throws {
    let run = try PackDryRun(operands, excluding: exclude.map(\.text), overwrite: overwrite)
    Output.complain(about: run.messages)
    let names = verbose ? run.names : []
    try report.print(result: run, text: (names + [run.line]).joined(separator: "\n"))
    throw ExitCode(for: run.messages)
  }

  /// An archive without a single file is seldom what --exclude is for.
  private func excludedAll(_ report: PackReport) -> [Problem] {
    guard !exclude.isEmpty, report.files == 0 else { return [] }
    return [Problem(message: "--exclude leaves no file to pack", kind: .misuse)]
  }

  private func pack(
    _ inputs: [[UInt8]], into archive: RawPath, _ options: PackOptions
  ) async throws -> PackReport {
    let packing = ProgressLine("packing", quiet: report.quiet)
    let learning = ProgressLine("learning", quiet: report.quiet)
    defer { packing.finish() }
    return try await Packer.pack(
      inputs, into: archive.bytes, options: options,
      progress: { progress in
        learning.finish()
        packing.show(progress)
      },
      watch: { stage in learning.show { stage.text } })
  }

  private func options() throws -> PackOptions {
    var options = choices
    try protection.apply(to: &options, for: PackOperands(paths).archive)
    options.model = try model.map { try readModel(toPackWith: $0) }
    return options
  }

  /// The options that need no file and no passphrase.
  private var choices: PackOptions {
    var options = PackOptions()
    options.quality = quality ?? options.quality
    options.psnr = psnr
    options.minimumPSNR = minPsnr
    options.floorsWindows = eachWindow
    options.sizeTarget = bpp.map { .bitsPerPixel($0) } ?? size.map { .bytes($0.bytes) }
    options.maximumError = maxError
    options.redundancy = redundancy.map { $0.value ?? .nan }
    options.lossless = lossless
    options.jpeg = jpeg
    options.latentsOnly = latentsOnly
    options.coder = coder
    options.effort = effort ?? options.effort
    options.learning = learning
    options.checksPictures = check
    options.excluding = exclude.map(\.text)
    options.jobs = jobs.count
    options.overwrite = overwrite
    return options
  }
}

extension EntropyCoder: ExpressibleByArgument {}

extension JPEGPacking: ExpressibleByArgument {}

extension PackReport {
  /// Everything but folders.
  fileprivate var files: Int {
    lossyFiles + exactPictures + boundedTables + exactJPEGs + exactFiles + copies + links
  }
}
