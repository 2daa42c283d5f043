import Foundation
import Synchronization
import Tensors

extension Kernels {
  /// Multiply-adds a second of that many threads together, which are threads of their own: tasks
  /// may have to wait for one another.
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

/// What threads did together.
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
