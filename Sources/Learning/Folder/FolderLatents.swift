import Tensors

/// The quantised latents of a folder's pictures, and penalties on moves of them that failed.
package struct FolderLatents: Sendable {
  /// The number of latents of a picture.
  package let latents: Int
  /// Quantised latents, pictures × latents.
  private(set) var symbols: [Int16]
  /// Penalties in bits on lowering and raising each latent, pictures × 2 · latents.
  private var doubts: [Float]

  package init(_ symbols: [Int16], latents: Int) {
    self.latents = latents
    self.symbols = symbols
    doubts = Array(repeating: 0, count: 2 * symbols.count)
  }

  /// The latents of some pictures, and the penalties on moves of them.
  package struct Part: Sendable {
    /// Quantised latents as whole numbers, pictures × latents.
    package var symbols: [Float]
    /// Penalties in bits, pictures × 2 · latents.
    package var doubts: [Float]

    /// The latents as samples × 1 × latents.
    package func tensor(samples: Int) -> Tensor {
      Tensor(rows: samples, columns: 1, channels: symbols.count / samples, values: symbols)
    }
  }

  /// The latents and penalties of the pictures at these indices.
  package subscript(indices: [Int]) -> Part {
    get {
      var part = Part(symbols: [], doubts: [])
      part.symbols.reserveCapacity(indices.count * latents)
      part.doubts.reserveCapacity(2 * indices.count * latents)
      for index in indices {
        for offset in index * latents..<(index + 1) * latents {
          part.symbols.append(Float(symbols[offset]))
        }
        part.doubts += doubts[2 * index * latents..<2 * (index + 1) * latents]
      }
      return part
    }
    set {
      for (sample, index) in indices.enumerated() {
        for latent in 0..<latents {
          symbols[index * latents + latent] = Int16(
            clamping: Int(newValue.symbols[sample * latents + latent]))
        }
        for offset in 0..<2 * latents {
          doubts[2 * index * latents + offset] = newValue.doubts[2 * sample * latents + offset]
        }
      }
    }
  }

  /// All latents, pictures × 1 × latents.
  package var tensor: Tensor {
    Tensor(
      rows: symbols.count / latents, columns: 1, channels: latents,
      values: symbols.map { Float($0) })
  }

  /// Clears all penalties, for when the weights or the distortion weight have changed.
  package mutating func trustAll() { doubts = Array(repeating: 0, count: doubts.count) }
}
