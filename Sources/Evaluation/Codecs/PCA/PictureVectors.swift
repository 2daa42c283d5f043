import Images
import LinearAlgebra
import Tensors

/// Pictures of one shape, each a vector of its samples, 0…255.
package struct PictureVectors: VectorSource {
  /// The pictures, without alpha.
  package let images: [Image]
  /// Samples of a picture.
  package let length: Int

  /// - Parameter images: one at least, all of one size and the same channels, without alpha
  package init(_ images: [Image]) {
    self.images = images
    length = images[0].samples.count
  }

  package func vectors(_ indices: ArraySlice<Int>) -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(indices.count * length)
    for index in indices {
      for sample in images[index].samples { values.append(Float(sample)) }
    }
    return Tensor(rows: indices.count, columns: 1, channels: length, values: values)
  }
}
