import ArgumentParser

/// The pictures to time, the programs and how often.
struct SpeedOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The pictures and folders to measure on.", valueName: "path"))
  var paths: [RawPath]

  @OptionGroup var rounds: RoundsOption

  @Flag(help: "Time cwebp, avifenc and cjxl or their decoders, too.")
  var against = false

  @OptionGroup var jobs: JobsOption
  @OptionGroup var result: ResultOptions

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("name pictures to measure on") }
  }

  func run(_ job: SpeedMeasurement.Job) async throws {
    try await result.report("Speed of \(job.rawValue)ing") {
      let measured = try await SpeedMeasurement.measure(job, self)
      return (measured.json, [measured.table])
    }
  }
}

struct BenchPack: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Time packing, beside the peak and other codecs.",
    discussion: """
      Runs `aezip pack` as a program, from its start to the archive on disk, and compares the \
      multiply-adds of encoding and of the decoding that checks it with the peak of as many \
      cores, measured before each round. Times are medians, with the least and the greatest.

      --against times the encoders of other formats in the same rounds on PNG files of the same \
      pictures, each with one thread and one at a time for each core, at the setting whose PSNR \
      on four of the pictures is nearest to that of aezip at quality 75.

      Example:
        aezip bench pack --against Photos
      """)

  @OptionGroup var options: SpeedOptions

  func run() async throws { try await options.run(.pack) }
}

struct BenchUnpack: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Time unpacking, beside the peak and other codecs.",
    discussion: """
      Runs `aezip unpack` as a program, from its start to the pictures on disk in their original \
      formats, and compares the multiply-adds of decoding with the peak, as `aezip bench pack` \
      does. --against times the decoders of other formats, which write PNG files.

      Example:
        aezip bench unpack --against Photos
      """)

  @OptionGroup var options: SpeedOptions

  func run() async throws { try await options.run(.unpack) }
}
