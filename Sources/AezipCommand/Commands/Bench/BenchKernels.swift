import ArgumentParser
import Evaluation
import Networks
import PictureCodec
import Tensors

struct BenchKernels: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Measure the codec's kernels beside a core's peak.",
    discussion: """
      Measures, for every instruction set of this machine, the peak of fused \
      multiply-adds of one core and the kernels at the shapes that the codec needs for \
      a picture of 768×512 pixels, in turns. Speeds are in GMAC/s, 10⁹ multiply-adds a \
      second: the best round against the best peak, and the median against the peaks \
      measured right before. Other work on the machine lowers all of them.

      The instruction set 'generic' has no fused multiply-add and composes it.

      Example:
        aezip bench kernels --isa avx512 --rounds 9
      """)

  @Option(
    help: ArgumentHelp(
      "Measure this instruction set only; repeatable.", valueName: "name"))
  var isa: [String] = []

  @OptionGroup var rounds: RoundsOption

  @OptionGroup var result: ResultOptions

  func validate() throws {
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
    try await result.report("Speed of the kernels") {
      let workload = KernelWorkload(
        try PhotoModel(file: BuiltInModel.newest.file).configuration)
      let names = isa.isEmpty ? Kernels.names : isa
      let measured = names.compactMap { try? Kernels(named: $0) }.map {
        KernelMeasurement.measure($0, workload: workload, rounds: rounds.rounds)
      }
      return (
        measured.map { KernelsJSON($0, workload) }, measured.map { Self.table($0, workload) }
      )
    }
  }

  private static func table(
    _ measured: KernelMeasurement, _ workload: KernelWorkload
  ) -> ResultTable {
    let kernels = measured.kernels
    let peak = measured.peak
    let note = kernels.name == "generic" ? "; fma is composed from other operations" : ""
    let rows = workload.works.enumerated().map { index, entry in
      [entry.work.name, "1/\(entry.work.scale)", "\(entry.calls)"] + cells(measured.speed(index))
    }
    let speed = measured.productSpeed
    return ResultTable(
      heading: "\(kernels.name): \(plural(kernels.lanes, "lane")), peak of one core "
        + "\(peak.best.fixed(1)) GMAC/s (median \(peak.median.fixed(1)))\(note)",
      columns: ["shape", "at", "calls", "best", "of peak", "median", "of peak"], rows: rows,
      notes: [
        "matrix kernel, all of the codec's products: \(speed.best.fixed(1)) GMAC/s, "
          + "\(speed.bestOfPeak.fixed(1)) % of the peak (median \(speed.median.fixed(1)), "
          + "\(speed.medianOfPeak.fixed(1)) %)"
      ])
  }

  private static func cells(_ speed: KernelMeasurement.Speed) -> [String] {
    [
      speed.best.fixed(1), "\(speed.bestOfPeak.fixed(0)) %", speed.median.fixed(1),
      "\(speed.medianOfPeak.fixed(0)) %",
    ]
  }
}

/// The measurements of one instruction set; speeds are in GMAC/s.
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
