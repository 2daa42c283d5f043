import Aezip
import Evaluation
import PictureCodec
import Tensors

extension SpeedMeasurement {
  /// The medians of a program, with its least and its greatest time.
  struct Summary: Encodable {
    let program: String
    let seconds: Double
    let fastest: Double
    let slowest: Double
    let megapixelsPerSecond: Double
    let processorSeconds: Double
    /// Bytes, for aezip only.
    let peakMemory: Int?
    let bytes: Int
    let psnr: Double?
    /// 10⁹ multiply-adds a second, for aezip only.
    let speed: Double?
    /// The median share of the peak measured right before, in percent.
    let ofPeak: Double?
  }

  struct JSON: Encodable {
    let pictures: Int
    let pixels: Int
    let threads: Int
    let programs: [Summary]
    /// 10⁹ multiply-adds a second.
    let peak: Double
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
        psnr: program.psnr, speed: program.cost.map { $0 / seconds.median * 1e-9 },
        ofPeak: program.cost.map { cost in
          100 * zip(seconds, peaks).map { cost / $0 / $1 }.median
        })
    }
  }

  var json: JSON {
    JSON(
      pictures: pictures, pixels: pixels, threads: threads, programs: summaries,
      peak: peaks.median * 1e-9,
      instructionSet: Kernels.current.name, version: Program.version,
      machine: Machine.description, toolchain: Machine.toolchain, notes: notes)
  }

  var table: ResultTable {
    let result = json
    let rows = result.programs.map { program in
      [
        program.program, program.seconds.fixed(2),
        "\(program.fastest.fixed(2))…\(program.slowest.fixed(2))",
        program.megapixelsPerSecond.threeDigits, program.processorSeconds.fixed(2),
        program.peakMemory.map(byteCount) ?? "–", byteCount(program.bytes),
        program.psnr.map { "\($0.fixed(1)) dB" } ?? "–",
      ]
    }
    let shares = result.programs.compactMap { program in
      program.speed.flatMap { speed in
        program.ofPeak.map {
          "\(program.program): \(speed.fixed(0)) GMAC/s, \($0.fixed(0)) % of the peak of "
            + "\(plural(threads, "core")), \(result.peak.fixed(0)) GMAC/s"
        }
      }
    }
    return ResultTable(
      columns: [
        "program", "seconds", "least…greatest", "megapixels/s", "core seconds", "memory", "bytes",
        "PSNR",
      ],
      rows: rows,
      notes: [
        "\(plural(pictures, "picture")), \((Double(pixels) / 1e6).threeDigits) megapixels, "
          + "\(plural(threads, "thread"))"
      ] + shares + notes)
  }
}
