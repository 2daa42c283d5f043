import Images

/// Memory shared by concurrent tasks.
///
/// A task waits until enough is free. One that needs more than the total runs alone. Tasks are
/// served in order.
package actor MemoryBudget {
  private let total: Int
  private var free: Int
  private var waiting: [(bytes: Int, resume: CheckedContinuation<Void, Never>)] = []

  /// Bytes that pictures and blocks in progress may take, above the program's base memory.
  package static let standard = 512 << 20

  package init(bytes: Int = standard) {
    total = bytes
    free = bytes
  }

  /// The most bytes that processing a whole picture takes, file and samples included.
  package static func cost(ofPixels pixels: Int) -> Int { pixels * 24 }

  /// Bytes that coding or decoding a picture takes, samples or latents included. The network works
  /// in bands, and four megapixels fill them.
  static func cost(ofCodingPixels pixels: Int) -> Int {
    let held = pixels <= ImageLimits.heldPixels ? 8 * pixels : 0
    return 14 * min(pixels, 1 << 22) + held + 2 * pixels
  }

  /// Runs `work` once `bytes` are free.
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
