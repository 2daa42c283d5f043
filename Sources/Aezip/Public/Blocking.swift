import Dispatch
import Synchronization

/// Runs asynchronous work while the calling thread waits.
enum Blocking {
  private final class Outcome<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let isReady = DispatchSemaphore(value: 0)
  }

  /// The public callers are unavailable in asynchronous code, where blocking could take the threads
  /// that the work needs.
  static func run<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) throws -> Value {
    let outcome = Outcome<Value>()
    Task.detached {
      let result: Result<Value, any Error>
      do {
        result = .success(try await work())
      } catch {
        result = .failure(error)
      }
      outcome.result.withLock { $0 = result }
      outcome.isReady.signal()
    }
    outcome.isReady.wait()
    guard let result = outcome.result.withLock({ $0 }) else {
      preconditionFailure("work ended without a result")
    }
    return try result.get()
  }
}
