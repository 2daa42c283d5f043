import Aezip
import Files
import Synchronization

/// A line on the terminal that shows the progress of an operation.
///
/// It is redrawn in place at most ten times a second and erased in the end. Nothing is drawn
/// unless standard error is a terminal. With `--json-lines` each update is one JSON object.
final class ProgressLine: Sendable {
  private struct State {
    var lastDrawn: ContinuousClock.Instant?
    var isVisible = false
  }

  private let label: String
  private let unit: String
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// - Parameters:
  ///   - label: what is being done, as in "packing"
  ///   - quiet: to draw nothing
  ///   - unit: what is counted
  init(_ label: String, quiet: Bool, unit: String = "file") {
    self.label = label
    self.unit = unit
    isShown = !quiet && !JSONLines.isOn && StandardStream.error.isTerminal
  }

  /// - Parameters:
  ///   - label: what is being done now, if not all the time the same
  ///   - unit: what is counted then
  func show(_ progress: Progress, label: String? = nil, unit: String? = nil) {
    guard !JSONLines.isOn else { return print(progress, label ?? self.label) }
    show {
      Self.text(
        label ?? self.label, progress, unit: unit ?? self.unit,
        seconds: start.duration(to: .now) / .seconds(1))
    }
  }

  private func print(_ progress: Progress, _ label: String) {
    let now = ContinuousClock.now
    state.withLock { state in
      let isLast = progress.files == progress.totalFiles
      if !isLast, let last = state.lastDrawn, last.duration(to: now) < .milliseconds(100) { return }
      state.lastDrawn = now
      try? JSONLines.print(
        "progress",
        JSONLines.ProgressJSON(
          action: label, files: progress.files, totalFiles: progress.totalFiles,
          bytes: progress.bytes, totalBytes: progress.totalBytes))
    }
  }

  /// - Parameter text: makes the line; called only when a line is due
  func show(_ text: () -> String) {
    guard isShown else { return }
    let now = ContinuousClock.now
    state.withLock { state in
      if let last = state.lastDrawn, last.duration(to: now) < .milliseconds(100) { return }
      state.lastDrawn = now
      state.isVisible = true
      try? StandardStream.error.write("\r\(text())\u{1B}[K")
    }
  }

  /// Erases the line.
  func finish() {
    state.withLock { state in
      if state.isVisible { try? StandardStream.error.write("\r\u{1B}[K") }
      state.isVisible = false
    }
  }

  /// As in "packing: 12 of 24 files, 7.31 MB of 15.8 MB, 1.2 MB/s, 0:07 left".
  static func text(
    _ label: String, _ progress: Progress, unit: String, seconds: Double
  ) -> String {
    var parts = ["\(progress.files) of \(plural(progress.totalFiles, unit))"]
    let elapsed = max(seconds, 0.001)
    if progress.totalBytes > 0 {
      parts.append("\(byteCount(progress.bytes)) of \(byteCount(progress.totalBytes))")
      parts.append("\(byteCount(Int(Double(progress.bytes) / elapsed)))/s")
    } else {
      parts.append("\((Double(progress.files) / elapsed).threeDigits) \(unit)s/s")
    }
    let done =
      progress.totalBytes > 0
      ? Double(progress.bytes) / Double(progress.totalBytes)
      : Double(progress.files) / Double(max(progress.totalFiles, 1))
    if done > 0, elapsed > 1 {
      parts.append("\(duration(seconds: elapsed * (1 - min(done, 1)) / done)) left")
    }
    return "\(label): " + parts.joined(separator: ", ")
  }
}
