import Tensors

/// The speed of one instruction set's kernels on one core.
struct KernelMeasurement {
  let kernels: Kernels
  /// In the order of the workload; seconds of one call.
  private var calls: [[Double]]
  /// Seconds of one multiply-add at the core's peak, right before each of `calls`.
  private var peaks: [[Double]]
  private let workload: KernelWorkload

  /// Measures peak and kernels by turns, so that what else the machine does hits both.
  init(_ kernels: Kernels, workload: KernelWorkload, rounds: Int) {
    self.kernels = kernels
    self.workload = workload
    calls = workload.works.map { _ in [] }
    peaks = calls
    let bodies = workload.works.map(\.work.call)
    Kernels.$forced.withValue(kernels) {
      for _ in 0..<rounds {
        for (index, body) in bodies.enumerated() {
          peaks[index].append(Self.measurePeak(kernels))
          calls[index].append(Self.measure(body))
        }
      }
    }
  }

  private static func measurePeak(_ kernels: Kernels) -> Double {
    let rounds = 4096
    let count = kernels.runPeak(rounds: rounds)
    return measure { _ = kernels.runPeak(rounds: rounds) } / Double(max(count, 1))
  }

  /// Seconds of one call: the mean of as many as take ten milliseconds, after one to warm up.
  private static func measure(_ call: () -> Void) -> Double {
    let clock = ContinuousClock()
    let single = clock.measure(call) / .seconds(1)
    let calls = max(1, Int(0.01 / max(single, 1e-7)))
    if calls == 1 { return single }
    return clock.measure { for _ in 0..<calls { call() } } / .seconds(1) / Double(calls)
  }
}

extension KernelMeasurement {
  /// A speed in GMAC/s, and how much of the peak it is.
  struct Speed: Encodable {
    let best: Double
    let median: Double
    /// The best speed in percent of the best peak.
    let bestOfPeak: Double
    /// The median of the shares of rounds, each of the peak right before.
    let medianOfPeak: Double

    /// - Parameters:
    ///   - fastest: seconds a multiply-add
    ///   - rounds: seconds a multiply-add, and at the peak, of each round
    init(fastest: Double, rounds: [(seconds: Double, peak: Double)], bestPeak: Double) {
      best = 1e-9 / fastest
      median = 1e-9 / rounds.map(\.seconds).median
      bestOfPeak = 100 * bestPeak / fastest
      medianOfPeak = 100 * rounds.map { $0.peak / $0.seconds }.median
    }
  }

  /// GMAC/s of the core.
  var peak: (best: Double, median: Double) {
    (1e-9 / bestPeak, 1e-9 / peaks.flatMap(\.self).median)
  }

  private var bestPeak: Double { peaks.flatMap(\.self).min() ?? .nan }

  /// Of the work at `index` of the workload.
  func speed(_ index: Int) -> Speed {
    let cost = Double(workload.works[index].work.cost)
    let rounds = zip(calls[index], peaks[index]).map { (seconds: $0 / cost, peak: $1) }
    let fastest = rounds.map(\.seconds).min() ?? .nan
    return Speed(fastest: fastest, rounds: rounds, bestPeak: bestPeak)
  }

  /// Of the matrix kernel over all of the codec's products, each as often as the codec asks;
  /// the best is what the bests of all shapes come to together.
  var productSpeed: Speed {
    let products = workload.works.indices.filter { workload.works[$0].work.isProduct }
    let costs = products.map { Double(workload.works[$0].work.cost * workload.works[$0].calls) }
    let whole = costs.reduce(0, +)
    let rounds = (calls.first ?? []).indices.map { round in
      var (seconds, peak) = (0.0, 0.0)
      for (index, cost) in zip(products, costs) {
        seconds += calls[index][round] * Double(workload.works[index].calls)
        peak += peaks[index][round] * cost
      }
      return (seconds: seconds / whole, peak: peak / whole)
    }
    let fastest = products.reduce(0) { sum, index in
      sum + (calls[index].min() ?? .nan) * Double(workload.works[index].calls)
    }
    return Speed(fastest: fastest / whole, rounds: rounds, bestPeak: bestPeak)
  }
}

extension [Double] {
  var median: Double {
    let sorted = sorted()
    guard !isEmpty else { return .nan }
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}
