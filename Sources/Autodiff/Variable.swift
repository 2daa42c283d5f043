import Tensors

/// A value on a tape, the operand or result of operations.
///
/// The value is (samples · height) × width × channels: pictures are stacked along the rows, so that
/// pointwise operations ignore samples. A vector is a 1×1 picture.
package struct Variable {
  package let value: Tensor
  /// The number of pictures stacked in the value.
  package let samples: Int
  /// Nil if the value needs no gradient.
  package let index: Int?
  package let tape: Tape

  /// Whether gradients flow into it.
  package var learns: Bool { index != nil }

  /// The number of rows of one picture.
  package var height: Int { value.rows / samples }

  /// The same value without gradient.
  package var detached: Variable {
    Variable(value: value, samples: samples, index: nil, tape: tape)
  }

  /// The same value as another number of samples.
  package func grouped(samples: Int) -> Variable {
    precondition(samples > 0 && value.rows % samples == 0, "samples do not divide the rows")
    return Variable(value: value, samples: samples, index: index, tape: tape)
  }

  /// The value of a scalar loss.
  package var number: Float {
    precondition(value.count == 1)
    return value.values[0]
  }

  /// A constant on the same tape with as many samples.
  package func constant(_ value: Tensor) -> Variable { tape.constant(value, samples: samples) }

  /// An operation of one operand that keeps the samples.
  package func recording(
    _ value: Tensor, name: String = #function, backward: @escaping (Tensor) -> Tensor
  ) -> Variable {
    tape.record(value, samples: samples, from: [self], name: name) { [backward($0)] }
  }
}
