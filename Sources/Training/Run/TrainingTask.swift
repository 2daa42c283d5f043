/// A model, its data and its plan. ``TrainingRun`` makes the steps.
///
/// A step depends on the task and the number of the step alone, not on time or threads. A run with
/// a seed therefore repeats to the bit.
package protocol TrainingTask: Sendable {
  associatedtype Failure: Error
  /// A point of the loss curve; `Never` for tasks without a curve.
  associatedtype Point: Sendable = Never
  /// The measurements of the last steps beside the loss.
  associatedtype Report: Sendable = Never

  /// The number of steps the plan asks for; nil if the plan asks for a time.
  var plannedSteps: Int? { get }

  /// Prepares the first step of a new run.
  mutating func begin() async throws(Failure)

  /// Turns the time the plan asks for into a number of steps. The run asks before and after each
  /// step until it knows.
  ///
  /// - Parameters:
  ///   - step: the number of steps made
  ///   - speed: the steps per second so far; nil before the first
  /// - Returns: Nil if the speed of more steps is needed.
  mutating func stepsInTime(at step: Int, speed: Double?) async throws(Failure) -> Int?

  /// Makes one step.
  ///
  /// - Parameters:
  ///   - step: the index of the step, from 0
  ///   - steps: the total number of steps; nil until it is known
  /// - Returns: the mean loss of the batch before the step
  mutating func advance(_ step: Int, of steps: Int?) async throws(Failure) -> Double

  /// The number of steps between two points of the curve; nil for none but the first and the last.
  func interval(of steps: Int?) -> Int?

  /// Evaluates the model for a point of the curve; nil for tasks without a curve.
  ///
  /// - Parameters:
  ///   - step: the number of steps made
  ///   - loss: the mean loss since the last point; nil before the first step
  func point(at step: Int, of steps: Int?, loss: Double?) async throws(Failure) -> Point?

  var report: Report? { get }
}

extension TrainingTask {
  package mutating func begin() async throws(Failure) {}
}

extension TrainingTask where Point == Never {
  package func interval(of steps: Int?) -> Int? { nil }

  package func point(at step: Int, of steps: Int?, loss: Double?) -> Never? { nil }
}

extension TrainingTask where Report == Never {
  package var report: Never? { nil }
}

/// The length of a run.
package enum TrainingLength: Sendable, Equatable, Codable {
  case steps(Int)
  case epochs(Int)
  /// A time in seconds. The measured speed of some steps turns it into a number of steps.
  case time(Double)

  /// The largest number of steps of any run.
  package static let stepLimit = 1 << 40

  /// Whether the length is valid.
  package var isPossible: Bool {
    switch self {
    case .steps(let steps): (1...Self.stepLimit).contains(steps)
    case .epochs(let epochs): (1...1 << 20).contains(epochs)
    case .time(let seconds): seconds > 0 && seconds < 1e9
    }
  }

  /// Returns the number of steps; nil for a time.
  ///
  /// - Parameter epoch: the number of steps per epoch
  package func steps(epoch: Int = 1) -> Int? {
    switch self {
    case .steps(let steps): steps
    case .epochs(let epochs): epochs * epoch
    case .time: nil
    }
  }

  /// Returns the number of steps that fit into a time, at least 1.
  ///
  /// - Parameter each: seconds per step
  package static func steps(in seconds: Double, each: Double) -> Int {
    max(1, Int(min(max(seconds, 0) / max(each, 1e-6), Double(stepLimit))))
  }

  /// Measures the time per step with steps that are discarded.
  ///
  /// - Parameters:
  ///   - count: the number of timed steps; an additional one before them warms the caches
  ///   - step: makes the step with an index, from 0
  /// - Returns: the mean time in seconds
  package static func secondsPerStep<Failure: Error>(
    _ count: Int, _ step: (Int) async throws(Failure) -> Void
  ) async throws(Failure) -> Double {
    try await step(0)
    let start = ContinuousClock.now
    for number in 1...count { try await step(number) }
    return start.duration(to: .now) / .seconds(count)
  }
}
