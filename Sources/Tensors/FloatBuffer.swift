private import CPlatform
import Synchronization

/// Floats in memory aligned for vectors, which returns to a small pool on release.
///
/// Every layer makes and drops a feature map of megabytes. Fresh pages from the system would cost
/// as much as the arithmetic on them.
@safe
final class FloatBuffer: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  private let capacity: Int

  /// Allocates `count` floats of undefined value.
  init(count: Int) {
    self.count = count
    let capacity = Self.roundUp(count)
    let pooled = Self.pool.withLock { $0.take(capacity) }
    self.capacity = capacity
    unsafe base = pooled?.pointer ?? Self.allocate(capacity)
  }

  deinit {
    let kept = Self.pool.withLock { unsafe $0.keep(PooledPointer(pointer: base), capacity) }
    if !kept { unsafe base.deallocate() }
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let bytes = capacity * 4
    let isLarge = bytes >= hugePage
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isLarge ? hugePage : 64)
    #if os(Linux)
      // The first touch of a page costs as much as filling it twice.
      if isLarge { unsafe _ = madvise(memory, bytes, MADV_HUGEPAGE) }
    #endif
    return unsafe memory.bindMemory(to: Float.self, capacity: capacity)
  }

  private static let hugePage = 2 << 20

  /// Rounds a size up by at most a quarter, to one of few classes, so that buffers can be reused.
  private static func roundUp(_ count: Int) -> Int {
    let least = max(count, 1024)
    let step = (1 << (Int.bitWidth - 1 - least.leadingZeroBitCount)) / 4
    return (least + step - 1) / step * step
  }

  private static let pool = Mutex(FloatPool())

  fileprivate static func raisePool(to floats: Int) {
    pool.withLock { $0.limit = max($0.limit, floats) }
  }

  fileprivate static func emptyPool() {
    let waiting = pool.withLock { $0.takeAll() }
    for buffer in waiting { unsafe buffer.pointer.deallocate() }
  }
}

extension Tensor {
  /// Raises the bound of the memory that is kept for reuse, from now on.
  ///
  /// Every training step makes and drops hundreds of megabytes; allocating them from the system
  /// each time takes a sixth of the step.
  package static func keepMemory(upTo bytes: Int) {
    FloatBuffer.raisePool(to: bytes / 4)
  }

  /// Returns all free memory to the system: that of dropped maps, and gaps in the heap.
  package static func dropSpareMemory() {
    FloatBuffer.emptyPool()
    aez_trim_malloc()
  }
}

@safe
private struct PooledPointer: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
}

/// Released buffers that are kept for reuse, up to a bound.
private struct FloatPool {
  private var free: [Int: [PooledPointer]] = [:]
  private var held = 0

  /// The most floats held: 96 MiB by default.
  var limit = 24 << 20

  mutating func take(_ capacity: Int) -> PooledPointer? {
    guard let pointer = free[capacity]?.popLast() else { return nil }
    held -= capacity
    return pointer
  }

  mutating func takeAll() -> [PooledPointer] {
    defer { (free, held) = ([:], 0) }
    return free.values.flatMap(\.self)
  }

  mutating func keep(_ pointer: PooledPointer, _ capacity: Int) -> Bool {
    guard held + capacity <= limit else { return false }
    held += capacity
    free[capacity, default: []].append(pointer)
    return true
  }
}
