import Autodiff
import LinearAlgebra
import Networks
import Tensors

/// Objects of one shape, read by number: what a network learns from.
package protocol SampleSource: VectorSource {
  /// Objects there are.
  var count: Int { get }
  var shape: SampleShape { get }
  /// Some of them, one below the other: (indices · height) × width × channels.
  func objects(_ indices: ArraySlice<Int>) -> Tensor
}

extension SampleSource {
  package var length: Int { shape.count }

  package func vectors(_ indices: ArraySlice<Int>) -> Tensor {
    objects(indices).reshaped(rows: indices.count, columns: 1, channels: length)
  }
}

/// Objects in memory.
package struct TensorSamples: SampleSource {
  package let shape: SampleShape
  private let rows: Tensor

  /// - Parameter numbers: one object after the other
  package init(_ numbers: [Float], shape: SampleShape) {
    self.shape = shape
    rows = Tensor(
      rows: numbers.count / shape.count, columns: 1, channels: shape.count, values: numbers)
  }

  package var count: Int { rows.rows }

  package func objects(_ indices: ArraySlice<Int>) -> Tensor {
    rows.gatheringRows(Array(indices)).reshaped(
      rows: indices.count * shape.height, columns: shape.width, channels: shape.channels)
  }
}

/// A part of a batch. Its objects are fetched by the thread that works on it.
package struct SampleBatch: Shard {
  package let source: any SampleSource
  package let indices: ArraySlice<Int>
  package let augmentation: Augmentation?
  package let key: NoiseKey

  package init(
    _ source: any SampleSource, _ indices: ArraySlice<Int>, augmentation: Augmentation? = nil,
    key: NoiseKey = NoiseKey(seed: 0)
  ) {
    self.source = source
    self.indices = indices
    self.augmentation = augmentation
    self.key = key
  }

  package var samples: Int { indices.count }

  /// (samples · height) × width × channels
  package var objects: Tensor {
    let objects = source.objects(indices)
    return augmentation?(objects, samples: samples, key: key) ?? objects
  }
}
