import Archiver
import Networks
import Reports
import Tensors

extension SpeedMeasurement {
  /// What is reported of a program: medians, with the least and the greatest time.
  struct Summary: Encodable {
    let program: String
    let seconds: Double
    let fastest: Double
    let slowest: Double
    let megapixelsPerSecond: Double
    let processorSeconds: Double
    /// Bytes; of aezip only.
    let peakMemory: Int?
    let bytes: Int
    let psnr: Double?
  }

  struct JSON: Encodable {
    let pictures: Int
    let pixels: Int
    let threads: Int
    let programs: [Summary]
    /// Of aezip, thousand millions of multiply-adds a second, and those at the peak.
    let speed: Double
    let peak: Double
    /// The median share of the peak measured right before, in percent.
    let ofPeak: Double
    let instructionSet: String
    let version: String
    let machine: String
    let toolchain: String
    let notes: [String]
  }

  private var summaries: [Summary] {
    timed.enumerated().map { index, program in
      let seconds = program.runs.map(\.seconds)
      return Summary(
        program: program.name, seconds: seconds.median, fastest: seconds.min() ?? .nan,
        slowest: seconds.max() ?? .nan,
        megapixelsPerSecond: Double(pixels) * 1e-6 / seconds.median,
        processorSeconds: program.runs.map(\.processorSeconds).median,
        peakMemory: index == 0 ? memory : nil, bytes: program.bytes,
        psnr: program.psnr)
    }
  }

  var json: JSON {
    let times = timed[0].runs.map(\.seconds)
    return JSON(
      pictures: pictures, pixels: pixels, threads: threads, programs: summaries,
      speed: cost / times.median * 1e-9, peak: peaks.median * 1e-9,
      ofPeak: 100 * zip(times, peaks).map { cost / $0 / $1 }.median,
      instructionSet: Kernels.current.name, version: Program.version,
      machine: Machine.description, toolchain: Machine.toolchain, notes: notes)
  }

  var text: String {
    let head = [
      "  program", "seconds", "least…greatest", "megapixels/s", "core seconds", "memory", "bytes",
      "PSNR",
    ]
    let rows = summaries.map { program in
      [
        "  \(program.program)", program.seconds.fixed(2),
        "\(program.fastest.fixed(2))…\(program.slowest.fixed(2))",
        program.megapixelsPerSecond.threeDigits, program.processorSeconds.fixed(2),
        program.peakMemory.map(byteCount) ?? "–", byteCount(program.bytes),
        program.psnr.map { "\($0.fixed(1)) dB" } ?? "–",
      ]
    }
    let result = json
    let lines =
      [
        "\(plural(pictures, "picture")), \((Double(pixels) / 1e6).threeDigits) megapixels; aezip "
          + "\(result.version), \(BuiltInModel.newest.name), \(result.instructionSet), "
          + "\(result.toolchain); \(result.machine)",
        table([head] + rows, right: [1, 2, 3, 4, 5, 6, 7]),
        "  \(timed[0].name): \(result.speed.fixed(0)) of \(result.peak.fixed(0)) GMAC/s that "
          + "\(plural(threads, "core")) reach at their peak, \(result.ofPeak.fixed(0)) %",
      ] + notes.map { "note: \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}
