import CKernels
import Tensors

/// Predicts binary decisions from many contexts at once, as ``DecisionMixer`` does, but faster.
///
/// A context has a *line* of eight counters, of which a decision names one, and gives one input.
/// Layout of states: `Formats/mixing-1.md`.
@safe
package struct LeanMixer: ~Copyable {
  /// The sizes and rates of a mixer.
  package struct Shape: Sendable {
    /// Lines of counters.
    package var lines: Int
    /// Sets of weights of either mixer.
    package var sets: (first: Int, second: Int)
    /// Inputs of a decision: a constant, an expert, and at most six or fourteen contexts; 8 or 16.
    package var lanes: Int

    package init(lines: Int, sets: (first: Int, second: Int), lanes: Int) {
      (self.lines, self.sets, self.lanes) = (lines, sets, lanes)
    }

    /// The bytes of a mixer's state.
    package var bytes: Int { 4 * (counters + weights.first + weights.second) }

    package var counters: Int { lines * Int(AEZ_LEAN_LINE) }
    package var weights: (first: Int, second: Int) { (sets.first * lanes, sets.second * lanes) }
  }

  /// How fast a mixer learns.
  package struct Rates: Sendable {
    /// Of weights, in 1/1024, at most 40.
    package var weights: Int
    /// The age from which on a counter adapts no slower, at most 1023.
    package var oldest: Int

    package init(weights: Int, oldest: Int) { (self.weights, self.oldest) = (weights, oldest) }

    /// Those of the format.
    package static let ofArchives = Rates(weights: 8, oldest: 255)
  }

  /// What a mixer has learnt.
  package struct State: Sendable {
    /// Probabilities in 1/2²² and, in the low ten bits, ages.
    package var counters: [UInt32]
    /// In 1/65536.
    package var weights: (first: [Int32], second: [Int32])

    /// What a mixer begins with that has learnt nothing.
    package init(_ shape: Shape) {
      counters = Array(repeating: 1 << 31, count: shape.counters)
      func untaught(_ count: Int) -> [Int32] {
        (0..<count).map { $0.isMultiple(of: shape.lanes) ? 0 : 12000 }
      }
      weights = (untaught(shape.weights.first), untaught(shape.weights.second))
    }
  }

  private var mixture: aez_lean_mixture
  private let table = unsafe Kernels.current.table
  private let shape: Shape

  package init(_ shape: Shape, _ state: State, _ rates: Rates = .ofArchives) {
    precondition(
      rates.weights <= 40 && rates.oldest <= 1023 && (shape.lanes == 8 || shape.lanes == 16)
        && state.counters.count == shape.counters
        && state.weights.first.count == shape.weights.first
        && state.weights.second.count == shape.weights.second)
    self.shape = shape
    unsafe mixture = aez_lean_mixture()
    unsafe mixture.counters = Self.copy(state.counters)
    unsafe mixture.weights.0 = Self.copy(state.weights.first)
    unsafe mixture.weights.1 = Self.copy(state.weights.second)
    unsafe mixture.tables = DecisionTables.shared.tables
    unsafe mixture.rate = Int32(rates.weights)
    unsafe mixture.oldest = Int32(rates.oldest)
    unsafe mixture.lanes = UInt32(shape.lanes)
  }

  deinit {
    unsafe mixture.counters.deallocate()
    unsafe mixture.weights.0?.deallocate()
    unsafe mixture.weights.1?.deallocate()
  }

  /// What was learnt until now.
  package var state: State {
    var state = State(shape)
    let (first, second) = shape.weights
    state.counters = unsafe Array(
      UnsafeBufferPointer(start: mixture.counters, count: shape.counters))
    state.weights.first = unsafe Array(
      UnsafeBufferPointer(start: mixture.weights.0, count: first))
    state.weights.second = unsafe Array(
      UnsafeBufferPointer(start: mixture.weights.1, count: second))
    return state
  }

  /// Encodes a decision, or ignores it and decodes one; learns from it.
  ///
  /// - Parameters:
  ///   - lines: of the contexts, each below the shape's
  ///   - count: of the contexts that are used
  ///   - place: of the counters in their lines, below 8
  ///   - expert: a logit in 1/256, within ±``Logistic/limit``; nil for none
  ///   - sets: of weights of both mixers
  /// - Returns: the decision that was encoded or decoded
  @inline(__always)
  package mutating func code(
    _ bit: Bool, _ lines: borrowing InlineArray<15, UInt32>, count: Int, place: Int,
    expert: Int32? = nil, _ sets: (first: Int, second: Int), by coder: inout some BitCoder
  ) -> Bool {
    assert(2 + count <= shape.lanes && place < AEZ_LEAN_LINE)
    assert(sets.first < shape.sets.first && sets.second < shape.sets.second)
    let table = unsafe table
    let probability = unsafe lines.span.withUnsafeBufferPointer { lines in
      return unsafe UInt16(
        truncatingIfNeeded: table.pointee.lean_predict!(
          &mixture, lines.baseAddress, count, UInt32(truncatingIfNeeded: place), expert ?? 0,
          UInt32(truncatingIfNeeded: sets.first),
          UInt32(truncatingIfNeeded: sets.second)))
    }
    let coded = coder.code(bit, probability: probability)
    unsafe table.pointee.lean_update!(&mixture, coded)
    return coded
  }

  private static func copy<Value: BitwiseCopyable>(
    _ values: [Value]
  ) -> UnsafeMutablePointer<Value> {
    let copy = UnsafeMutablePointer<Value>.allocate(capacity: values.count)
    unsafe values.withUnsafeBufferPointer { values in
      unsafe copy.initialize(from: values.baseAddress!, count: values.count)
    }
    return unsafe copy
  }
}
