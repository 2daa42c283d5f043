import Aezip
import ArgumentParser
import Learning

struct PackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Pack files and folders into a new archive.",
    usage: "aezip pack <path> ... <archive.aez> [<options>]",
    discussion: """
      JPEG and PNG pictures are stored with the loss that --quality sets; what the codec \
      cannot hold, or would not make smaller, is stored exactly, as are all other files. \
      The last line printed tells how many files went either way. A rate in bpp (bits a \
      pixel) counts all of the archive but the files stored exactly and the tables.

      Of files that are equal byte for byte one is stored, and the others as names of it; they \
      come back as files of their own.

      --psnr looks for the lowest level at which the mean PSNR of all pictures stored with \
      loss is at least what it says, and of photographs hardly more; that takes four to six \
      times as long. --min-psnr \
      gives pictures that fall short of it a better level each, and stores those exactly \
      that no level is good enough for. The archive tells what each picture has.

      --size and --bpp look for the highest level at which the whole archive, or the pictures' \
      bits a pixel, are at most what they say, and of photographs hardly less; that takes four \
      to six times as long.

      Tables of numbers (IDX, NPY and CSV, not packed by gzip) come back byte for byte, unless \
      --max-error allows each number to be off by that much. A CSV file has to be nothing but \
      numbers then, but for names in its first line, and comes back with fewer decimals.

      --redundancy P% adds Reed–Solomon parity: whatever run of bytes is then damaged, lost at \
      the end or overwritten, up to P % of the archive, `aezip repair` brings back every byte. \
      That takes a little more than P % of it, and of a small one much more: with 5%, 9 % of 110 \
      kB, 18 % of 13 kB, 700 bytes at least. Of archives of many hundred megabytes it holds for \
      each part by itself. --size counts parity.

      --effort 3, the default, rounds the codes of photographs by what they cost, in bytes and in \
      error together; 1 and 2 round them to the nearest. Above 3 it looks for better codes, by \
      steps downhill on what they cost, and keeps them where they do cost less. Effort 4 takes 8 \
      steps, each further one twice as many. Any aezip unpacks such archives, and no slower. It takes up to half a \
      gigabyte of memory for each of --jobs; with --psnr or --min-psnr pictures are refined at \
      every level that is tried.

      Each picture is decoded again, so that the archive has the digest of the very pixels that are \
      to come back, and `aezip verify` can prove that they do. --no-check leaves that out, as \
      encoders of other formats do, and with it the PSNR; it saves a third of the time.

      --encrypt asks for a passphrase twice, or takes it from --passphrase-file or \
      AEZIP_PASSPHRASE. Who does not know it learns how long the archive is and no more; a lost \
      one cannot be recovered. Such an archive has other bytes each time it is packed. --sign \
      lets others check with the public key (`openssl pkey -in KEY -pubout`) who packed it, by `aezip verify --signer`.

      Names, permissions and times are kept, times to the nanosecond (of pictures of at most \
      4,096 pixels to the second); metadata, alpha and colour profiles of pictures exactly. Owners, \
      extended attributes and hard links are not.

      Examples:
        aezip pack Photos photos.aez
        aezip pack --quality 50 --exclude '*.tmp' Photos Notes.txt small.aez
        aezip pack --psnr 36 --min-psnr 33 Photos good.aez
        aezip pack --size 25MB Photos fits.aez
        aezip pack --redundancy 5% Photos safe.aez
        aezip pack --effort 7 Photos small.aez
        aezip pack --max-error 0.01 Measurements tables.aez
        aezip pack --lossless Photos exact.aez
        aezip pack --encrypt --sign me.pem Photos secret.aez
        aezip pack --learn=10m Scans scans.aez
      """)

  @Argument(
    help: ArgumentHelp(
      "Files and folders to pack; the last one is the archive and ends in .aez.",
      valueName: "path"))
  var paths: [RawPath]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "From 0, the smallest archive, to 100, the finest pictures (default: 75).",
      valueName: "0…100"))
  var quality: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The mean PSNR that the pictures must have, in place of --quality.", valueName: "dB"))
  var psnr: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The PSNR that each picture must have; one that cannot is stored exactly.",
      valueName: "dB"))
  var minPsnr: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The bits a pixel that pictures may take, in place of --quality.", valueName: "rate"))
  var bpp: Double?

  @Option(
    help: ArgumentHelp(
      "The bytes that the whole archive may take, as 500kB or 25MB, in place of --quality.",
      valueName: "bytes"))
  var size: ByteSize?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How far each number of an IDX, NPY or CSV table may be off, above or below (default: 0).",
      valueName: "E"))
  var maxError: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How much of the archive is to be healed outright should it be damaged, up to 50%.",
      valueName: "P%"))
  var redundancy: Percentage?

  @Flag(help: "Store pictures exactly, too.")
  var lossless = false

  @Option(help: "What writes down the codes of pictures: the learned prior, or zstd alone.")
  var coder = EntropyCoder.prior

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How much time to spend on smaller codes of photographs (default: 3).", valueName: "1…9"))
  var effort: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "Decode each picture again, and note the digest of its pixels.")
  var check = true

  @Option(
    help: ArgumentHelp(
      "A shell pattern of names to leave out; can be given several times.", valueName: "pattern"))
  var exclude: [RawPattern] = []

  @OptionGroup var protection: ProtectionOptions

  @Flag(help: "Replace the archive if it exists.")
  var overwrite = false

  @Option(
    help: ArgumentHelp(
      "A model file to use instead of the one built in; it then travels in the archive.",
      valueName: "file"))
  var model: RawPath?

  @Flag(
    help: ArgumentHelp(
      "Learn a model of pictures that are alike, small and of one size, adapt the model of "
        + "photographs to the others, learn weights for tables, and keep what makes the archive "
        + "smaller at the same PSNR; takes some 4 minutes, or ten with --learn=10m, and what "
        + "packing a few times takes."))
  var learn = false

  /// What `--learn=TIME` is read as; see `spellingOut`.
  @Option(help: .hidden)
  var learnTime: String?

  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ReportOptions

  /// The parser knows flags and options, but none that is either.
  static func spellingOut(_ argument: String) -> String {
    let prefix = "--learn="
    guard argument.hasPrefix(prefix) else { return argument }
    return "--learn-time=" + argument.dropFirst(prefix.count)
  }

  func validate() throws {
    guard let archive = paths.last, archive.endsLikeArchive else {
      let given = paths.last.map { "not '\($0)'" } ?? "none is given"
      throw ValidationError("the last path must be the archive, a name ending in .aez, \(given)")
    }
    guard paths.count > 1 else {
      throw ValidationError("nothing to pack is named before the archive \(archive)")
    }
    if let quality, !(0...100).contains(quality) {
      throw ValidationError("quality \(quality.shortest) is not within 0…100")
    }
    if let learnTime, TimeSpan(parsing: learnTime) == nil {
      throw ValidationError("--learn=\(learnTime) is not a time as 90s, 10m or 2h")
    }
    guard !(lossless && learningPlan != nil) else {
      throw ValidationError(
        "--lossless stores no codes that a model could learn; leave out --learn")
    }
    if let effort { try Effort.validate(effort) }
    guard !(lossless && effort != nil) else {
      throw ValidationError("--lossless stores no codes to be refined; leave out --effort")
    }
    for (name, psnr) in [("--psnr", psnr), ("--min-psnr", minPsnr)] {
      guard let psnr else { continue }
      guard PackOptions.psnrRange.contains(psnr) else {
        throw ValidationError("\(name) \(psnr.short) is not within 1…100 dB")
      }
      guard !lossless else {
        throw ValidationError("\(name) and --lossless exclude each other")
      }
    }
    if let maxError {
      guard maxError.isFinite, maxError >= 0 else {
        throw ValidationError("--max-error \(maxError.shortest) is not a number of 0 or above")
      }
      guard !lossless else {
        throw ValidationError("--max-error and --lossless exclude each other")
      }
    }
    if let redundancy, !(redundancy.value.map(PackOptions.isRedundancy) ?? false) {
      throw ValidationError(
        "--redundancy \(redundancy.text) is no percentage from 0.0001% to 50%, such as 5%")
    }
    try validateCheck()
    if let bpp, !(bpp.isFinite && bpp > 0) {
      throw ValidationError("--bpp \(bpp.shortest) is not a number above 0")
    }
    try validateTargets()
  }

  /// What depends on decoded pictures cannot go without.
  private func validateCheck() throws {
    guard !check else { return }
    guard !lossless else {
      throw ValidationError("--lossless stores no codes to be decoded; leave out --no-check")
    }
    let needing = [
      psnr.map { _ in "--psnr" }, minPsnr.map { _ in "--min-psnr" },
      effort.flatMap { $0 > Effort.usual ? "--effort \($0)" : nil },
      learningPlan.map { _ in "--learn" },
    ].compactMap { $0 }
    if let first = needing.first {
      throw ValidationError("\(first) goes by decoded pictures; leave out --no-check")
    }
  }

  /// At most one thing says what level pictures get.
  private func validateTargets() throws {
    let given = [
      psnr.map { _ in "--psnr" }, bpp.map { _ in "--bpp" }, size.map { _ in "--size" },
      quality.map { _ in "--quality" },
    ].compactMap { $0 }
    guard given.count < 2 else {
      throw ValidationError("\(given[0]) and \(given[1]) exclude each other")
    }
    guard bpp != nil || size != nil else { return }
    guard !lossless else { throw ValidationError("\(given[0]) and --lossless exclude each other") }
    guard learningPlan == nil else {
      throw ValidationError(
        "--learn learns for a quality or a PSNR; leave out \(given[0]), or take --psnr instead")
    }
  }

  /// How to learn; nil if that is not asked for.
  private var learningPlan: LearningPlan? {
    guard learn || learnTime != nil else { return nil }
    let time = learnTime.flatMap { TimeSpan(parsing: $0)?.seconds }
    return LearningPlan(
      time.map { .time($0) } ?? LearningPlan.usualLength, threads: jobs.count)
  }

  func run() async throws {
    let archive = paths[paths.count - 1]
    let options = try options()
    for path in paths.dropLast() where path.isSymbolicLink {
      Output.complain(
        about: "\(path): is a symbolic link, and packed as one; to pack what it points to name "
          + "that, or \(path)/ if it is a folder")
    }
    let (result, groups) = try await pack(into: archive, options)
    Output.complain(about: result.problems)
    let summary = PackSummary(result, archive: archive, options: options, groups: groups)
    if report.json {
      try Output.print(json: summary.json)
    } else if !report.quiet {
      for group in groups { try Output.print(group.line) }
      try Output.print(summary.line)
    }
    throw ExitCode(for: result.problems)
  }

  /// Learns, if that is asked for, and packs.
  private func pack(
    into archive: RawPath, _ options: PackOptions
  ) async throws -> (PackReport, [LearnedGroup]) {
    let inputs = paths.dropLast().map(\.bytes)
    let line = ProgressLine("packing", quiet: report.quiet)
    defer { line.finish() }
    guard let learningPlan else {
      return (
        try await Packer.pack(inputs, into: archive.bytes, options: options) { line.show($0) }, []
      )
    }
    let run = LearnRun(plan: learningPlan, options: options, quiet: report.quiet)
    return try await run.pack(inputs, into: archive.bytes) { line.show($0) }
  }

  private func options() throws -> PackOptions {
    var options = PackOptions()
    options.quality = quality ?? options.quality
    options.psnr = psnr
    options.minimumPSNR = minPsnr
    options.sizeTarget = bpp.map { .bitsPerPixel($0) } ?? size.map { .bytes($0.bytes) }
    options.maximumError = maxError
    options.redundancy = redundancy?.value
    options.lossless = lossless
    options.coder = coder
    options.checksPictures = check
    options.excluding = exclude.map(\.text)
    options.jobs = jobs.count
    options.overwrite = overwrite
    if let effort { options.codeChoice = Effort.choice(effort) }
    options.learnsTables = learningPlan != nil
    try protection.apply(to: &options, for: paths[paths.count - 1])
    options.model = try model.map { try readModel(toPackWith: $0) }
    return options
  }
}

extension EntropyCoder: ExpressibleByArgument {}
