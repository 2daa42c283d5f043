import Tensors

/// The latents of a folder's pictures, and the moves that failed.
package struct FolderLatents: Sendable {
  package let latents: Int
  /// Quantised latents, pictures × latents.
  private(set) var codes: [Int16]
  /// Penalties in bits on lowering and raising each latent, pictures × 2 · latents.
  private var doubts: [Float]

  package init(_ codes: [Int16], latents: Int) {
    self.latents = latents
    self.codes = codes
    doubts = Array(repeating: 0, count: 2 * codes.count)
  }

  /// The latents of some pictures.
  package struct Part: Sendable {
    package var codes: [Float]
    package var doubts: [Float]

    /// The latents as samples × 1 × latents.
    package func tensor(samples: Int) -> Tensor {
      Tensor(rows: samples, columns: 1, channels: codes.count / samples, values: codes)
    }
  }

  package subscript(indices: [Int]) -> Part {
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

  /// All latents, pictures × 1 × latents.
  package var tensor: Tensor {
    Tensor(
      rows: codes.count / latents, columns: 1, channels: latents, values: codes.map { Float($0) })
  }

  /// Clears the failed moves, as their costs have changed.
  package mutating func trustAll() { doubts = Array(repeating: 0, count: doubts.count) }
}
