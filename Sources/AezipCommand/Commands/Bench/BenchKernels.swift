import ArgumentParser
import Networks
import PictureCodec
import Tensors

struct BenchKernels: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Measure the codec's arithmetic beside what a core can do.",
    discussion: """
      For every instruction set of this machine: the peak of fused multiply-adds of one core, \
      and in the same run the kernels at the shapes in which the codec calls them for a \
      picture of 768×512 pixels. Speeds are in GMAC/s, thousand millions of multiply-adds a \
      second: the best of some rounds in percent of the best peak, and the median in percent of \
      the peaks measured right before. Other work on the machine lowers all of them: measure when \
      it is idle, or over more rounds. The instruction set 'generic' has no fused \
      multiply-add and composes it from other operations; its peak is that of the composition.

      Example:
        aezip bench kernels --isa avx512 --rounds 9
      """)

  @Option(
    help: ArgumentHelp(
      "Measure this instruction set only; can be given several times.", valueName: "name"))
  var isa: [String] = []

  @Option(help: ArgumentHelp("How many times to measure.", valueName: "n"))
  var rounds = 5

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  func validate() throws {
    guard (1...1000).contains(rounds) else {
      throw ValidationError("--rounds \(rounds) is not within 1…1000")
    }
    for name in isa {
      guard Kernels.names.contains(name) else {
        throw ValidationError("--isa \(name): use one of \(Kernels.names.joined(separator: ", "))")
      }
      guard (try? Kernels(named: name)) != nil else {
        throw ValidationError("--isa \(name): this machine does not have it")
      }
    }
  }

  func run() async throws {
    let workload = KernelWorkload(try PhotoModel(file: BuiltInModel.newest.file).configuration)
    let names = isa.isEmpty ? Kernels.names : isa
    var results: [KernelsJSON] = []
    for kernels in names.compactMap({ try? Kernels(named: $0) }) {
      let measured = KernelMeasurement(kernels, workload: workload, rounds: rounds)
      results.append(KernelsJSON(measured, workload))
      if !json { try Output.print(Self.report(measured, workload)) }
    }
    if json { try Output.print(json: results) }
  }

  private static func report(_ measured: KernelMeasurement, _ workload: KernelWorkload) -> String {
    let kernels = measured.kernels
    let peak = measured.peak
    let note = kernels.name == "generic" ? "; no hardware fma, composed from other operations" : ""
    let head = ["  shape", "at", "calls", "best", "of peak", "median", "of peak"]
    let rows = workload.works.enumerated().map { index, entry in
      ["  \(entry.work.name)", "1/\(entry.work.scale)", "\(entry.calls)"]
        + cells(measured.speed(index))
    }
    let speed = measured.productSpeed
    return """
      \(kernels.name): \(plural(kernels.lanes, "lane")), peak of one core \
      \(peak.best.fixed(1)) GMAC/s (median \(peak.median.fixed(1)))\(note)
      \(table([head] + rows, right: [1, 2, 3, 4, 5, 6]))
        matrix kernel, all of the codec's products: \(speed.best.fixed(1)) GMAC/s, \
      \(speed.bestOfPeak.fixed(1)) % of the peak (median \(speed.median.fixed(1)), \
      \(speed.medianOfPeak.fixed(1)) %)

      """
  }

  private static func cells(_ speed: KernelMeasurement.Speed) -> [String] {
    [
      speed.best.fixed(1), "\(speed.bestOfPeak.fixed(0)) %", speed.median.fixed(1),
      "\(speed.medianOfPeak.fixed(0)) %",
    ]
  }
}

/// What was measured of one instruction set. Speeds are in GMAC/s.
private struct KernelsJSON: Encodable {
  struct WorkJSON: Encodable {
    let name: String
    let scale: Int
    let calls: Int
    let speed: KernelMeasurement.Speed
  }

  let name: String
  let lanes: Int
  let peakBest: Double
  let peakMedian: Double
  let products: KernelMeasurement.Speed
  let works: [WorkJSON]

  init(_ measured: KernelMeasurement, _ workload: KernelWorkload) {
    name = measured.kernels.name
    lanes = measured.kernels.lanes
    peakBest = measured.peak.best
    peakMedian = measured.peak.median
    products = measured.productSpeed
    works = workload.works.enumerated().map { index, entry in
      WorkJSON(
        name: entry.work.name, scale: entry.work.scale, calls: entry.calls,
        speed: measured.speed(index))
    }
  }
}
