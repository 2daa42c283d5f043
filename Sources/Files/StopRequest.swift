import Synchronization

/// Ctrl-C as a wish: whoever asks for it gets to save first.
///
/// While one is in force, the first SIGINT, SIGTERM or SIGHUP only makes the request; the second
/// ends the process as always (see ``Interrupts``).
package final class StopRequest: Sendable {
  private static let current = Mutex<StopRequest?>(nil)

  /// The signal that made it; 0 while none has.
  private let signal = Mutex<Int32>(0)

  private init() {}

  /// Whether to stop at the next good place.
  package var isMade: Bool { signal.withLock { $0 != 0 } }

  /// Runs `body`, in which interrupts are requests.
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

  /// Ends the process by the signal that made the request, so that whoever waits for it sees it
  /// interrupted; does nothing if there was none.
  package func endProcess() {
    let number = signal.withLock { $0 }
    if number != 0 { Interrupts.endProcess(by: number) }
  }

  /// Takes a signal as a request; false if it is to end the process.
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
