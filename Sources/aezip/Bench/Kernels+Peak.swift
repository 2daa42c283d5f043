import Tensors

extension Kernels {
  /// Multiply-adds a second of that many threads together.
  func peak(threads: Int) async -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    let count = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<threads { group.addTask { runPeak(rounds: 1 << 20) } }
      return await group.reduce(0, +)
    }
    return Double(count) / ((clock.now - start) / .seconds(1))
  }
}
