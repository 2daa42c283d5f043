import Networks
import Tensors

/// Some of a folder's pictures: what one thread works on at a time.
struct FolderShard: Shard {
  let pictures: FolderPictures
  let indices: [Int]

  var samples: Int { indices.count }
  var objects: Tensor { pictures.objects(indices) }
}

/// Calls `body` for all parts, some at a time, and gives what it gave in the order of the parts.
func concurrently<Part: Sendable, Result: Sendable>(
  _ parts: [Part], threads: Int, _ body: @escaping @Sendable (Part) -> Result
) async -> [Result] {
  await withTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: parts.count)
    for (index, part) in parts.enumerated() {
      if index >= threads, let (done, result) = await group.next() { results[done] = result }
      group.addTask { (index, body(part)) }
    }
    for await (done, result) in group { results[done] = result }
    return results.compactMap(\.self)
  }
}

/// Which pictures a step learns from: each once an epoch, in an order of the epoch's own.
struct FolderBatches: Sendable {
  let pictures: FolderPictures
  /// Pictures a step.
  let batch: Int
  /// Pictures a thread works on at a time; part of the recipe, as sums are made shard by shard.
  let shard: Int
  private let key: NoiseKey
  private var order: (epoch: Int, indices: [Int]) = (-1, [])

  init(_ pictures: FolderPictures, key: NoiseKey) {
    self.pictures = pictures
    self.key = key
    let size = pictures.shape.count
    batch = min(size <= 1600 ? 200 : 128, max(pictures.count / 8, 16))
    shard = size <= 1600 ? 50 : size <= 4096 ? 32 : size <= 16384 ? 16 : 8
  }

  var stepsAnEpoch: Int { (pictures.count + batch - 1) / batch }

  mutating func shards(step: Int) -> [FolderShard] {
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

  static func shards(
    _ pictures: FolderPictures, _ indices: [Int], size: Int
  ) -> [FolderShard] {
    stride(from: 0, to: indices.count, by: size).map {
      FolderShard(
        pictures: pictures, indices: Array(indices[$0..<min($0 + size, indices.count)]))
    }
  }

  /// All pictures in their order.
  var all: [FolderShard] {
    Self.shards(pictures, Array(0..<pictures.count), size: shard)
  }
}

/// The codes of a folder's pictures, and what has been tried with them in vain.
struct FolderCodes: Sendable {
  let latents: Int
  /// pictures × latents
  private(set) var codes: [Int16]
  /// What speaks against one less and one more of each code, in bits: pictures × 2 · latents.
  private var doubts: [Float]

  init(_ codes: [Int16], latents: Int) {
    self.latents = latents
    self.codes = codes
    doubts = Array(repeating: 0, count: 2 * codes.count)
  }

  /// Those of some pictures.
  struct Part: Sendable {
    var codes: [Float]
    var doubts: [Float]

    /// samples × 1 × latents
    func tensor(samples: Int) -> Tensor {
      Tensor(rows: samples, columns: 1, channels: codes.count / samples, values: codes)
    }
  }

  subscript(indices: [Int]) -> Part {
    get {
      var part = Part(codes: [], doubts: [])
      part.codes.reserveCapacity(indices.count * latents)
      part.doubts.reserveCapacity(2 * indices.count * latents)
      for index in indices {
        for place in index * latents..<(index + 1) * latents {
          part.codes.append(Float(codes[place]))
        }
        part.doubts += doubts[2 * index * latents..<2 * (index + 1) * latents]
      }
      return part
    }
    set {
      for (sample, index) in indices.enumerated() {
        for latent in 0..<latents {
          codes[index * latents + latent] = Int16(
            clamping: Int(newValue.codes[sample * latents + latent]))
        }
        for place in 0..<2 * latents {
          doubts[2 * index * latents + place] = newValue.doubts[2 * sample * latents + place]
        }
      }
    }
  }

  /// Forgets what was tried in vain: what it cost has changed.
  mutating func trustAll() { doubts = Array(repeating: 0, count: doubts.count) }
}
