private import Synchronization
import Tensors

/// A parameter, and its forms packed for products, made when first asked for and then shared by
/// all shards of a step.
final class PackedMatrix: Sendable {
  let values: Tensor
  private let packed = Mutex<(forward: Pointwise?, backward: Pointwise?)>((nil, nil))

  init(_ values: Tensor) {
    self.values = values
  }

  /// The product with the matrix, without bias.
  var forward: Pointwise {
    packed.withLock { packed in
      if let forward = packed.forward { return forward }
      let forward = Pointwise(matrix: values)
      packed.forward = forward
      return forward
    }
  }

  /// The product with its transpose.
  var backward: Pointwise {
    packed.withLock { packed in
      if let backward = packed.backward { return backward }
      let backward = Pointwise(transposing: values)
      packed.backward = backward
      return backward
    }
  }
}
