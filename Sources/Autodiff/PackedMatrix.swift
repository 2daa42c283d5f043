import Synchronization
import Tensors

/// A parameter and its forms packed for products. They are packed on first use and shared by all
/// shards of a step.
package final class PackedMatrix: Sendable {
  package let values: Tensor
  private typealias Forms = (forward: Pointwise?, backward: Pointwise?, turned: Pointwise?)
  private let packed = Mutex<Forms>((nil, nil, nil))

  package init(_ values: Tensor) {
    self.values = values
  }

  /// The product with the matrix, without bias.
  package var forward: Pointwise {
    packed.withLock { packed in
      if let forward = packed.forward { return forward }
      let forward = Pointwise(matrix: values)
      packed.forward = forward
      return forward
    }
  }

  /// The 3×3 convolution from gradients of outputs to those of inputs.
  package var turned: Pointwise {
    packed.withLock { packed in
      if let turned = packed.turned { return turned }
      let turned = Pointwise(turning: values)
      packed.turned = turned
      return turned
    }
  }

  /// The product with its transpose.
  package var backward: Pointwise {
    packed.withLock { packed in
      if let backward = packed.backward { return backward }
      let backward = Pointwise(transposing: values)
      packed.backward = backward
      return backward
    }
  }
}
