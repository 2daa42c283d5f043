private import CPlatform
import Synchronization

/// Floats in memory aligned for vectors, given back to a small pool when nobody holds them.
///
/// A feature map of megabytes is made and dropped at every layer. Fresh pages from the system
/// would cost as much as the arithmetic on them.
@safe
final class FloatBuffer: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  private let capacity: Int

  /// `count` floats of no particular value.
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
      // Touching a page for the first time costs as much as filling it twice.
      if isLarge { unsafe _ = madvise(memory, bytes, MADV_HUGEPAGE) }
    #endif
    return unsafe memory.bindMemory(to: Float.self, capacity: capacity)
  }

  private static let hugePage = 2 << 20

  /// Sizes in few classes, at most a quarter larger than asked for, so that buffers fit again.
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
  /// Lets the memory of dropped maps wait for its next use up to a higher bound, from now on.
  ///
  /// A training step makes and drops hundreds of megabytes, again and again; to get them from the
  /// system each time takes a sixth of the step.
  package static func keepMemory(upTo bytes: Int) {
    FloatBuffer.raisePool(to: bytes / 4)
  }

  /// Gives the system what memory is free: that of dropped maps, and what lies between the blocks
  /// that threads have in use.
  package static func dropSpareMemory() {
    FloatBuffer.emptyPool()
    aez_trim_malloc()
  }
}

@safe
private struct PooledPointer: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
}

/// Buffers waiting for their next use, up to a bound.
private struct FloatPool {
  private var free: [Int: [PooledPointer]] = [:]
  private var held = 0

  /// Floats held at most: 96 MiB, unless more is asked for.
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
