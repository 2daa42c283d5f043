import Autodiff
import LinearAlgebra
import Networks
import Tables
import Tensors

/// Samples of one shape that are read by index.
package protocol SampleSource: VectorSource {
  /// The number of samples.
  var count: Int { get }
  var shape: SampleShape { get }
  /// The samples at some indices, stacked: (indices · height) × width × channels.
  func tensor(_ indices: ArraySlice<Int>) -> Tensor
}

extension SampleSource {
  package var length: Int { shape.count }

  package func vectors(_ indices: ArraySlice<Int>) -> Tensor {
    tensor(indices).reshaped(rows: indices.count, columns: 1, channels: length)
  }
}

/// Samples held in memory.
package struct TensorSamples: SampleSource {
  package let shape: SampleShape
  private let rows: Tensor

  /// - Parameter numbers: the values, sample by sample
  package init(_ numbers: [Float], shape: SampleShape) {
    self.shape = shape
    rows = Tensor(
      rows: numbers.count / shape.count, columns: 1, channels: shape.count, values: numbers)
  }

  package var count: Int { rows.rows }

  package func tensor(_ indices: ArraySlice<Int>) -> Tensor {
    rows.gatheringRows(Array(indices)).reshaped(
      rows: indices.count * shape.height, columns: shape.width, channels: shape.channels)
  }
}

/// A part of a batch. The thread that works on it fetches its samples.
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
  package var tensor: Tensor {
    let tensor = source.tensor(indices)
    return augmentation?(tensor, samples: samples, key: key) ?? tensor
  }
}

/// The samples of a table, scaled to the input range of a network.
package struct TableSamples: SampleSource {
  package let table: Table
  package let scale: NumberScale
  package let shape: SampleShape

  package init(_ table: Table, scale: NumberScale) {
    self.table = table
    self.scale = scale
    shape = SampleShape(axes: table.shape)
  }

  package var count: Int { table.count }

  package func tensor(_ indices: ArraySlice<Int>) -> Tensor {
    Tensor(
      rows: indices.count * shape.height, columns: shape.width, channels: shape.channels,
      values: table.numbers(of: Array(indices), scale: scale))
  }
}
