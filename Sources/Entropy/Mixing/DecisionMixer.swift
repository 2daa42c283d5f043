import CKernels
import Tensors

/// Predicts binary decisions from many contexts at once (context mixing, Mahoney 2005).
///
/// Each context has a counter that adapts fast while it is young and slowly later. Two mixers weigh
/// the logits of counters and of experts, predictors from outside, and learn their weights on the
/// way; the mean of both is refined by what came of it before. All arithmetic is in integers, so
/// that every machine predicts alike.
@safe
package struct DecisionMixer: ~Copyable {
  /// The sizes and rates of a mixer.
  package struct Shape {
    /// The number of counters is 2 to this power. Contexts of the same index, modulo that number,
    /// share one.
    package var counterBits: Int
    /// The number of sets of weights of either mixer, and of refinements.
    package var selectors: (first: Int, second: Int, refined: Int)
    /// The number of experts.
    package var experts = 0
    /// How fast weights learn, in 1/1024, at most 40.
    package var rate = 20
    /// The age from which on a counter adapts no slower, at most 1023.
    package var oldest = 255
    /// The share of the refinement in a prediction, in 1/16.
    package var refinedShare = 8

    package init(counterBits: Int, selectors: (first: Int, second: Int, refined: Int)) {
      self.counterBits = counterBits
      self.selectors = selectors
    }
  }

  /// The sets of weights and the refinement that a decision uses.
  package struct Selectors {
    var values: (UInt32, UInt32, UInt32)

    package init(first: Int, second: Int, refined: Int) {
      values = (UInt32(first), UInt32(second), UInt32(refined))
    }
  }

  private var mixture: aez_mixture
  private let kernels = Kernels.current
  private let shape: Shape

  package init(_ shape: Shape) {
    precondition(
      shape.rate <= 40 && shape.oldest <= 1023 && shape.counterBits <= 28 && shape.experts <= 8)
    self.shape = shape
    unsafe mixture = aez_mixture()
    let counters = 1 << shape.counterBits
    unsafe mixture.counters = .allocate(capacity: counters)
    unsafe mixture.counters.initialize(repeating: 1 << 31, count: counters)
    unsafe mixture.mask = UInt32(counters - 1)
    unsafe mixture.weights.0 = Self.weights(sets: shape.selectors.first, experts: shape.experts)
    unsafe mixture.weights.1 = Self.weights(sets: shape.selectors.second, experts: shape.experts)
    unsafe mixture.bins = Self.bins(count: shape.selectors.refined)
    unsafe mixture.tables = DecisionTables.shared.tables
    unsafe mixture.rate = Int32(shape.rate)
    unsafe mixture.oldest = Int32(shape.oldest)
    unsafe mixture.refined_share = Int32(shape.refinedShare)
    unsafe mixture.experts = UInt32(shape.experts)
  }

  deinit {
    unsafe mixture.counters.deallocate()
    unsafe mixture.weights.0?.deallocate()
    unsafe mixture.weights.1?.deallocate()
    unsafe mixture.bins.deallocate()
  }

  /// Predicts a decision.
  ///
  /// - Parameters:
  ///   - contexts: indices of counters, at most ``contextLimit``
  ///   - experts: logits in 1/256, within ±``Logistic/limit``
  /// - Returns: the probability of a one in 1/65536, 1…65535
  package mutating func predict(
    _ contexts: Span<UInt32>, experts: Span<Int32> = Span(), _ selectors: Selectors
  ) -> UInt16 {
    precondition(
      contexts.count <= Self.contextLimit
        && 1 + shape.experts + 2 * contexts.count <= Self.inputLimit
        && experts.count <= shape.experts
        && selectors.values.0 < shape.selectors.first
        && selectors.values.1 < shape.selectors.second
        && selectors.values.2 < shape.selectors.refined)
    let predict = unsafe kernels.table.pointee.mix_predict
    return unsafe withUnsafeBytes(of: selectors.values) { values in
      let values = unsafe values.assumingMemoryBound(to: UInt32.self).baseAddress
      return unsafe contexts.withUnsafeBufferPointer { contexts in
        unsafe experts.withUnsafeBufferPointer { experts in
          UInt16(
            unsafe predict!(
              &mixture, contexts.baseAddress, contexts.count, experts.baseAddress, experts.count,
              values))
        }
      }
    }
  }

  /// Learns what the decision that was predicted last came to.
  package mutating func update(_ bit: Bool) {
    unsafe kernels.table.pointee.mix_update(&mixture, bit)
  }

  /// Encodes a decision, or ignores it and decodes one; learns from it.
  ///
  /// - Returns: the decision that was encoded or decoded
  @inlinable
  package mutating func code(
    _ bit: Bool, _ contexts: Span<UInt32>, experts: Span<Int32> = Span(), _ selectors: Selectors,
    by coder: inout some BitCoder
  ) -> Bool {
    let probability = predict(contexts, experts: experts, selectors)
    let coded = coder.code(bit, probability: probability)
    update(coded)
    return coded
  }

  /// The index of the counter of a context that three numbers make up; well mixed.
  @inlinable
  package static func slot(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> UInt32 {
    var hash = a &* 0x9E37_79B1 ^ b &* 0x85EB_CA77 ^ c &* 0xC2B2_AE3D
    hash = (hash ^ hash >> 15) &* 0x2C1B_3C6D
    hash = (hash ^ hash >> 12) &* 0x297A_2D39
    return hash ^ hash >> 15
  }

  /// The most contexts of a decision.
  package static let contextLimit = Int(AEZ_MIX_CONTEXTS)
  private static let inputLimit = Int(AEZ_MIX_INPUTS)

  /// Weights that sum up a seventh of each counter's logit and a quarter of each expert's.
  private static func weights(sets: Int, experts: Int) -> UnsafeMutablePointer<Int32> {
    let count = sets * inputLimit
    let weights = UnsafeMutablePointer<Int32>.allocate(capacity: count)
    for index in 0..<count {
      let input = index % inputLimit - 1
      let ofContext = (input - experts).isMultiple(of: 2) ? firstWeights.context : 0
      let ofOther = input < 0 ? 0 : firstWeights.expert
      unsafe weights[index] = input < experts ? ofOther : ofContext
    }
    return unsafe weights
  }

  private static let firstWeights: (context: Int32, expert: Int32) = (9830, 16384)

  /// Refinements that change nothing yet.
  private static func bins(count: Int) -> UnsafeMutablePointer<UInt16> {
    let each = Int(AEZ_MIX_BINS)
    let bins = UnsafeMutablePointer<UInt16>.allocate(capacity: count * each)
    for index in 0..<count * each {
      unsafe bins[index] = UInt16(DecisionTables.squash(128 * (index % each - each / 2)))
    }
    return unsafe bins
  }
}

/// The functions of mixing as tables, computed exactly in integers.
@safe
package final class DecisionTables: @unchecked Sendable {
  static let shared = DecisionTables()

  let tables: UnsafePointer<aez_mix_tables>

  private init() {
    let limit = Int(AEZ_MIX_LOGIT)
    var logit = -limit
    let stretch: [Int16] = (0..<4096).map { step in
      // The least logit whose probability reaches the middle of the step.
      while logit < limit, Self.squash(logit) < 16 * step + 8 { logit += 1 }
      return Int16(logit)
    }
    let ages = 0..<1024
    let tables = UnsafeMutablePointer<aez_mix_tables>.allocate(capacity: 1)
    unsafe tables.initialize(
      to: aez_mix_tables(
        stretch: Self.kept(stretch),
        squash: Self.kept((-limit...limit).map { UInt16(Self.squash($0)) }),
        confidence: Self.kept(ages.map { $0 < 4 ? Int32(77 + 45 * $0) : 256 }),
        emphasis: Self.kept(ages.map { Int32(min(5 * ($0 + 1), 147)) }),
        share: Self.kept(ages.map { Int32(655_360 / (10 * $0 + 16)) })))
    unsafe self.tables = UnsafePointer(tables)
  }

  /// A copy that lives as long as the program.
  private static func kept<Value: BitwiseCopyable>(_ values: [Value]) -> UnsafePointer<Value> {
    let copy = UnsafeMutablePointer<Value>.allocate(capacity: values.count)
    for (index, value) in values.enumerated() { unsafe (copy + index).initialize(to: value) }
    return unsafe UnsafePointer(copy)
  }

  /// 65536 / (1 + exp(−logit / 256)), rounded, 1…65535.
  package static func squash(_ logit: Int) -> Int {
    logit < 0 ? 65536 - upper[-logit] : upper[logit]
  }

  /// Of logits from 0 on.
  private static let upper: [Int] = {
    // exp(−1/256) in 1/2⁶⁴, and exp(−logit / 256) in 1/2⁶³.
    let factor: UInt64 = 0xFF00_7FD5_5FFD_DE38
    var power: UInt64 = 1 << 63
    return (0...Int(AEZ_MIX_LOGIT)).map { _ in
      let whole = 1 << 31 + Int(power >> 32)
      power = power.multipliedFullWidth(by: factor).high
      return min((1 << 47 + whole / 2) / whole, 65535)
    }
  }()
}
