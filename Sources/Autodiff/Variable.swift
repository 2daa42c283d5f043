import Tensors

/// A value on a tape: what operations take and give.
///
/// The value is (samples · height) × width × channels: pictures stacked along the rows, so that
/// what works position by position need not know of samples. A vector is a 1×1 picture.
package struct Variable {
  package let value: Tensor
  /// Pictures stacked in the value.
  package let samples: Int
  /// Nil for what no gradient is wanted of.
  package let place: Int?
  package let tape: Tape

  /// Whether gradients flow into it.
  package var learns: Bool { place != nil }

  /// Rows of one picture.
  package var height: Int { value.rows / samples }

  /// The same value, of which no gradient is wanted.
  package var detached: Variable {
    Variable(value: value, samples: samples, place: nil, tape: tape)
  }

  /// The same value, seen as that many samples.
  package func grouped(samples: Int) -> Variable {
    precondition(samples > 0 && value.rows % samples == 0, "samples do not divide the rows")
    return Variable(value: value, samples: samples, place: place, tape: tape)
  }

  /// The only number of a loss.
  package var number: Float {
    precondition(value.count == 1)
    return value.values[0]
  }

  /// A constant on the same tape, with as many samples.
  package func constant(_ value: Tensor) -> Variable { tape.constant(value, samples: samples) }

  /// An operation of one operand that keeps the samples.
  package func recording(
    _ value: Tensor, name: String = #function, backward: @escaping (Tensor) -> Tensor
  ) -> Variable {
    tape.record(value, samples: samples, from: [self], name: name) { [backward($0)] }
  }
}
