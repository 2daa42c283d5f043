/// Why another program gave no result.
package enum ExternalError: Error, Equatable {
  /// No program of that name is on the search path.
  case missing(tool: String)
  /// It could not be started, or its output not be read.
  case notRunning(tool: String, reason: String)
  /// It ended with a status other than 0; `message` is the first line of its standard error.
  case failed(tool: String, status: Int, message: String)
  /// A signal that this program did not send ended it.
  case killed(tool: String, signal: Int)
  /// It was ended because it took too long.
  case timedOut(tool: String, after: Duration)
  /// It was ended because the task that waits for it was cancelled.
  case cancelled(tool: String)
  /// Its output is missing or is not of the expected kind.
  case unreadable(tool: String, reason: String)
  /// The files it exchanges could not be written.
  case files(reason: String)
}

extension ExternalError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let tool): "\(tool) is not installed (no such program on PATH)"
    case .notRunning(let tool, let reason): "\(tool) does not run: \(reason)"
    case .failed(let tool, let status, let message):
      "\(tool) failed with status \(status): \(message.isEmpty ? "no message" : message)"
    case .killed(let tool, let signal): "\(tool) was ended by signal \(signal)"
    case .timedOut(let tool, let time): "\(tool) was ended after \(time.components.seconds) s"
    case .cancelled(let tool): "\(tool) was ended"
    case .unreadable(let tool, let reason): "the output of \(tool) cannot be used: \(reason)"
    case .files(let reason): reason
    }
  }
}
