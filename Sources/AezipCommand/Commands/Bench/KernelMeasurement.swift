import Foundation
import Synchronization
import Tensors

/// The speed of one instruction set's kernels on one core.
struct KernelMeasurement {
  let kernels: Kernels
  /// Seconds of one call, in the order of the workload, for each round.
  private var calls: [[Double]]
  /// Seconds of one multiply-add at the core's peak, right before each of `calls`.
  private var peaks: [[Double]]
  private let workload: KernelWorkload

  /// Measures peak and kernels in turns, so that other work of the machine affects both.
  static func measure(
    _ kernels: Kernels, workload: KernelWorkload, rounds: Int
  ) -> KernelMeasurement {
    let none = workload.works.map { _ in [Double]() }
    var measured = KernelMeasurement(
      kernels: kernels, calls: none, peaks: none, workload: workload)
    let bodies = workload.works.map(\.work.call)
    Kernels.$forced.withValue(kernels) {
      for _ in 0..<rounds {
        for (index, body) in bodies.enumerated() {
          measured.peaks[index].append(measurePeak(kernels))
          measured.calls[index].append(seconds(of: body))
        }
      }
    }
    return measured
  }

  private static func measurePeak(_ kernels: Kernels) -> Double {
    let rounds = 4096
    let count = kernels.runPeak(rounds: rounds)
    return seconds(of: { _ = kernels.runPeak(rounds: rounds) }) / Double(max(count, 1))
  }

  /// Seconds of one call: the mean over ten milliseconds of calls, after one to warm up.
  private static func seconds(of call: () -> Void) -> Double {
    let clock = ContinuousClock()
    let single = clock.measure(call) / .seconds(1)
    let calls = max(1, Int(0.01 / max(single, 1e-7)))
    if calls == 1 { return single }
    return clock.measure { for _ in 0..<calls { call() } } / .seconds(1) / Double(calls)
  }
}

extension KernelMeasurement {
  /// A speed in GMAC/s, and its share of the peak.
  struct Speed: Encodable {
    let best: Double
    let median: Double
    /// The best speed in percent of the best peak.
    let bestOfPeak: Double
    /// The median over the rounds of the share of the peak right before, in percent.
    let medianOfPeak: Double

    /// - Parameters:
    ///   - fastest: seconds of a multiply-add in the fastest round
    ///   - rounds: seconds of a multiply-add, and of one at the peak, in each round
    init(fastest: Double, rounds: [(seconds: Double, peak: Double)], bestPeak: Double) {
      best = 1e-9 / fastest
      median = 1e-9 / rounds.map(\.seconds).median
      bestOfPeak = 100 * bestPeak / fastest
      medianOfPeak = 100 * rounds.map { $0.peak / $0.seconds }.median
    }
  }

  /// The peak of the core in GMAC/s.
  var peak: (best: Double, median: Double) {
    (1e-9 / bestPeak, 1e-9 / peaks.flatMap(\.self).median)
  }

  private var bestPeak: Double { peaks.flatMap(\.self).min() ?? .nan }

  /// The speed of the work at `index` of the workload.
  func speed(_ index: Int) -> Speed {
    let cost = Double(workload.works[index].work.cost)
    let rounds = zip(calls[index], peaks[index]).map { (seconds: $0 / cost, peak: $1) }
    let fastest = rounds.map(\.seconds).min() ?? .nan
    return Speed(fastest: fastest, rounds: rounds, bestPeak: bestPeak)
  }

  /// The speed of the matrix kernel over all of the codec's products, weighted by their calls; the
  /// best combines the best rounds of all shapes.
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

extension Kernels {
  /// Measures the multiply-adds a second of some threads together. They are not tasks, which could
  /// wait for one another.
  func peak(threads: Int) -> Double {
    let sum = Counted()
    let clock = ContinuousClock()
    let start = clock.now
    for _ in 0..<threads {
      Thread { sum.add(runPeak(rounds: 1 << 20)) }.start()
    }
    let count = sum.wait(for: threads)
    return Double(count) / ((clock.now - start) / .seconds(1))
  }
}

/// A sum over threads that waits for all of them.
private final class Counted: Sendable {
  private let count = Atomic(0)
  private let done = DispatchSemaphore(value: 0)

  func add(_ number: Int) {
    count.add(number, ordering: .relaxed)
    done.signal()
  }

  func wait(for threads: Int) -> Int {
    for _ in 0..<threads { done.wait() }
    return count.load(ordering: .acquiring)
  }
}
