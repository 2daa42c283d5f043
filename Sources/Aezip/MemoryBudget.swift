import Images

/// Memory that tasks working at the same time share.
///
/// Work that needs much waits until enough is free; what needs more than there is at all gets it
/// when nothing else runs. Who waits is served in order.
package actor MemoryBudget {
  private let total: Int
  private var free: Int
  private var waiting: [(bytes: Int, resume: CheckedContinuation<Void, Never>)] = []

  /// Bytes that pictures and blocks in work may take together, above what a program needs anyway.
  package static let standard = 512 << 20

  package init(bytes: Int = standard) {
    total = bytes
    free = bytes
  }

  /// Bytes that working on a whole picture takes at most, file and samples counted.
  package static func cost(ofPixels pixels: Int) -> Int { pixels * 24 }

  /// Bytes that coding or decoding a picture takes, its samples or its codes counted: the network
  /// works band by band, which a picture of four megapixels fills.
  static func cost(ofCodingPixels pixels: Int) -> Int {
    let held = pixels <= ImageLimits.heldPixels ? 8 * pixels : 0
    return 14 * min(pixels, 1 << 22) + held + 2 * pixels
  }

  /// Runs `work` when `bytes` are free.
  package nonisolated func run<Result>(
    needing bytes: Int, _ work: () async throws -> Result
  ) async rethrows -> Result {
    let granted = await take(bytes)
    do {
      let result = try await work()
      await give(granted)
      return result
    } catch {
      await give(granted)
      throw error
    }
  }

  private func take(_ bytes: Int) async -> Int {
    let granted = min(bytes, total)
    if waiting.isEmpty, granted <= free {
      free -= granted
    } else {
      await withCheckedContinuation { waiting.append((granted, $0)) }
    }
    return granted
  }

  private func give(_ bytes: Int) {
    free += bytes
    while let first = waiting.first, first.bytes <= free {
      free -= first.bytes
      waiting.removeFirst().resume.resume()
    }
  }
}
