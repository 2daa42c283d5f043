import Autodiff
import Tensors
import Training

/// Some of a folder's pictures: what one thread works on at a time.
package struct FolderShard: Shard {
  package let pictures: FolderPictures
  package let indices: [Int]

  package var samples: Int { indices.count }
  package var objects: Tensor { pictures.objects(indices) }
}

/// Which pictures a step learns from: each once an epoch, in an order of the epoch's own.
package struct FolderBatches: Sendable {
  package let pictures: FolderPictures
  /// Pictures a step.
  package let batch: Int
  /// Pictures a thread works on at a time; part of the recipe, as sums are made shard by shard.
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

  package var stepsAnEpoch: Int { (pictures.count + batch - 1) / batch }

  package mutating func shards(step: Int) -> [FolderShard] {
    let (epoch, place) = step.quotientAndRemainder(dividingBy: stepsAnEpoch)
    if order.epoch != epoch { order = (epoch, shuffled(epoch)) }
    let indices = Array(order.indices.dropFirst(place * batch).prefix(batch))
    return Self.shards(pictures, indices, size: shard)
  }

  private func shuffled(_ epoch: Int) -> [Int] {
    var key = key.derived(epoch)
    var indices = Array(0..<pictures.count)
    for place in indices.indices.dropFirst().reversed() {
      indices.swapAt(place, Int(key.next() % UInt64(place + 1)))
    }
    return indices
  }

  package static func shards(
    _ pictures: FolderPictures, _ indices: [Int], size: Int
  ) -> [FolderShard] {
    stride(from: 0, to: indices.count, by: size).map {
      FolderShard(
        pictures: pictures, indices: Array(indices[$0..<min($0 + size, indices.count)]))
    }
  }

  /// All pictures in their order.
  package var all: [FolderShard] {
    Self.shards(pictures, Array(0..<pictures.count), size: shard)
  }
}
