import ArgumentParser

/// What to time, and how often.
struct SpeedOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Pictures, and folders of them, to measure on.", valueName: "path"))
  var paths: [RawPath]

  @Option(help: ArgumentHelp("How many times to measure.", valueName: "n"))
  var rounds = 5

  @Flag(
    help: ArgumentHelp(
      "Time cwebp, avifenc and cjxl or their decoders as well, as far as they are installed."))
  var against = false

  @OptionGroup var jobs: JobsOption

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  func validate() throws {
    guard (1...1000).contains(rounds) else {
      throw ValidationError("--rounds \(rounds) is not within 1…1000")
    }
    guard !paths.isEmpty else { throw ValidationError("name pictures to measure on") }
  }

  /// Measures, and prints what came of it.
  func run(_ job: SpeedMeasurement.Job) async throws {
    let measured = try await SpeedMeasurement(job, of: self)
    if json {
      try Output.print(json: measured.json)
    } else {
      try Output.print(measured.text)
    }
  }
}

struct BenchPack: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Time packing of pictures, beside this machine's peak and other codecs.",
    discussion: """
      Runs `aezip pack` as a program, from its start to the archive on disk, and compares the \
      multiply-adds that encoding the pictures takes (with the decoding that checks them) with \
      the peak of as many cores, measured before each round. Times are medians of all rounds, \
      with the least and the greatest.

      --against times encoders of other formats in the same rounds on the same pictures, as PNG \
      files without metadata: as many of them at a time as there are cores, each with one \
      thread, at that of their settings whose PSNR is nearest to that of aezip at quality 75 on \
      four of the pictures. What each needs for the same PSNR is for `aezip report` to say.

      Example:
        aezip bench pack --against Photos
      """)

  @OptionGroup var options: SpeedOptions

  func run() async throws { try await options.run(.pack) }
}

struct BenchUnpack: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Time unpacking of pictures, beside this machine's peak and other codecs.",
    discussion: """
      Runs `aezip unpack` as a program, from its start to the pictures on disk, and compares the \
      multiply-adds that decoding takes with the peak of as many cores, as `aezip bench pack` \
      does. Pictures come back as files of the format they had.

      --against times decoders of other formats, which write PNG files.

      Example:
        aezip bench unpack --against Photos
      """)

  @OptionGroup var options: SpeedOptions

  func run() async throws { try await options.run(.unpack) }
}
