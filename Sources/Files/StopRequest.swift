import Synchronization

/// Turns an interrupt into a request to stop, so that long work can save its state first.
///
/// While a request is active, the first SIGINT, SIGTERM or SIGHUP only makes the request; the
/// second ends the process as usual (see ``Interrupts``).
package final class StopRequest: Sendable {
  private static let current = Mutex<StopRequest?>(nil)

  /// The signal that made the request; 0 before that.
  private let signal = Mutex<Int32>(0)

  private init() {}

  /// Whether to save and stop at the next opportunity.
  package var isMade: Bool { signal.withLock { $0 != 0 } }

  /// Runs `body`, during which interrupts become requests.
  package static func during<Result>(
    _ body: (StopRequest) async throws -> Result
  ) async rethrows -> Result {
    let request = StopRequest()
    let before = current.withLock { current in
      let before = current
      current = request
      return before
    }
    defer { current.withLock { $0 = before } }
    return try await body(request)
  }

  /// Ends the process by the signal that made the request, so that the parent process sees it
  /// interrupted; does nothing if there is no request.
  package func endProcess() {
    let number = signal.withLock { $0 }
    if number != 0 { Interrupts.endProcess(by: number) }
  }

  /// Takes a signal as a request; returns false if the signal must end the process.
  static func take(_ number: Int32) -> Bool {
    current.withLock { request in
      guard let request else { return false }
      return request.signal.withLock { signal in
        guard signal == 0 else { return false }
        signal = number
        return true
      }
    }
  }
}
