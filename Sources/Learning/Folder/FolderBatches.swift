import Autodiff
import Tensors
import Training

/// Some of a folder's pictures, which one thread processes at a time.
package struct FolderShard: Shard {
  package let pictures: FolderPictures
  package let indices: [Int]

  package var samples: Int { indices.count }
  package var tensor: Tensor { pictures.tensor(indices) }
}

/// The pictures of each step. Every epoch visits each picture once, in a new order.
package struct FolderBatches: Sendable {
  package let pictures: FolderPictures
  /// Pictures in a step.
  package let batch: Int
  /// Pictures in a shard. They are part of the recipe, as sums are made shard by shard.
  package let shard: Int
  private let key: NoiseKey
  private var order: (epoch: Int, indices: [Int]) = (-1, [])

  package init(_ pictures: FolderPictures, key: NoiseKey) {
    self.pictures = pictures
    self.key = key
    let size = pictures.shape.count
    batch = min(size <= 1600 ? 200 : 64, max(pictures.count / 8, 16))
    shard = size <= 1600 ? 50 : size <= 4096 ? 32 : size <= 16384 ? 16 : 8
  }

  package var stepsPerEpoch: Int { (pictures.count + batch - 1) / batch }

  package mutating func shards(step: Int) -> [FolderShard] {
    let (epoch, index) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    if order.epoch != epoch {
      order = (epoch, Array(0..<pictures.count).shuffled(by: key.derived(epoch)))
    }
    let indices = Array(order.indices.dropFirst(index * batch).prefix(batch))
    return Self.shards(pictures, indices, size: shard)
  }

  package static func shards(
    _ pictures: FolderPictures, _ indices: [Int], size: Int
  ) -> [FolderShard] {
    stride(from: 0, to: indices.count, by: size).map {
      FolderShard(
        pictures: pictures, indices: Array(indices[$0..<min($0 + size, indices.count)]))
    }
  }

  /// All pictures in order.
  package var all: [FolderShard] {
    Self.shards(pictures, Array(0..<pictures.count), size: shard)
  }
}
