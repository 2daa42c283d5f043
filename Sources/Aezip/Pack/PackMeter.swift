import Synchronization

/// The progress of packing, which counts what is done of files that take long.
final class PackMeter: Sendable {
  private struct State {
    var shown: Progress
    /// Bytes of finished files.
    var bytes = 0
    /// By file in work: its bytes, and how much of it is done.
    var open: [Int: (bytes: Int, share: Double)] = [:]
    var opened = 0
  }

  private let state: Mutex<State>
  private let report: @Sendable (Progress) -> Void

  init(_ start: Progress, report: @escaping @Sendable (Progress) -> Void) {
    state = Mutex(State(shown: start, bytes: start.bytes))
    self.report = report
  }

  /// Counts files that are packed.
  func finished(files: Int, bytes: Int) {
    update { state in
      state.shown.files = files
      state.bytes = bytes
    }
  }

  /// Runs work on a file; `body` receives what it calls with the share that is done.
  func work<Result>(
    on bytes: Int, _ body: (@escaping @Sendable (Double) -> Void) async throws -> Result
  ) async rethrows -> Result {
    let number = state.withLock { state in
      state.opened += 1
      state.open[state.opened] = (bytes, 0)
      return state.opened
    }
    defer { state.withLock { _ = $0.open.removeValue(forKey: number) } }
    return try await body { [self] share in
      update { $0.open[number]?.share = share }
    }
  }

  private func update(_ change: (inout State) -> Void) {
    let progress = state.withLock { state in
      change(&state)
      let partly = state.open.values.reduce(0.0) { $0 + Double($1.bytes) * $1.share }
      // A file is finished some time after its work is, and may be fitted more than once.
      state.shown.bytes = min(
        max(state.shown.bytes, state.bytes + Int(partly)), state.shown.totalBytes)
      return state.shown
    }
    report(progress)
  }
}
