import Tensors

/// The noise that each level of a denoising photo model removes.
package struct DenoisingLevels: Sendable, Equatable {
  /// The standard deviation of normal noise at each level, for samples of 0…255, ascending.
  package let deviations: [Float]

  /// The name of the metadata entry in a model file.
  package static let key = "noise"

  package init(_ deviations: [Float]) { self.deviations = deviations }

  /// Parses the metadata of a model file; nil for a model that codes.
  ///
  /// - Throws: ``ModelError/badMetadata(key:value:)`` unless each level has a number above 0,
  ///   ascending
  package init?(metadata: [String: String], levels: Int) throws(ModelError) {
    guard let text = metadata[Self.key] else { return nil }
    let numbers = text.split(separator: " ").map { Float($0) ?? .nan }
    guard numbers.count == levels, numbers.allSatisfy({ $0 > 0 && $0 <= 255 }),
      zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw .badMetadata(key: Self.key, value: text) }
    deviations = numbers
  }

  package var text: String { deviations.map { "\($0)" }.joined(separator: " ") }

  /// The level of a deviation, interpolated between trained levels.
  ///
  /// Conditioning is interpolated as well: rates do not matter here, and the result is 0.2 dB
  /// better than with that of the nearest level.
  package func level(of deviation: Float) -> QualityLevel {
    guard let above = deviations.firstIndex(where: { $0 > deviation }) else {
      return .trained(deviations.count - 1)
    }
    guard above > 0 else { return .trained(0) }
    let (low, high) = (deviations[above - 1], deviations[above])
    let share = (deviation - low) / (high - low)
    return QualityLevel(
      index: 256 * (above - 1) + Int((256 * share).rounded()), conditioning: .interpolated)
  }
}

extension PhotoModel {
  /// Decodes the unquantised latents of a picture. If the model was trained to denoise (see
  /// ``DenoisingLevels``), the result is the picture without its noise.
  ///
  /// - Parameter samples: height × width × 3, interleaved
  /// - Returns: samples of the same shape, 0…255, neither rounded nor clamped
  package func cleaned(_ samples: [UInt8], size: PhotoSize, level: QualityLevel) -> [Float] {
    let latents = latents(of: samples, size: size, level: level)
    let g = hyperSynthesis(hyperAnalysis(latents), level: level)
    let values = latents.scaled(
      byChannel:
        Tensor(
          rows: 1, columns: 1, channels: latents.channels, values: steps(at: level)))
    var numbers: [Float] = []
    numbers.reserveCapacity(size.height * size.width * 3)
    var row = 0
    synthesis(values, g: g) { band in
      let made = band.values
      let (line, wanted) = (band.columns * 3, size.width * 3)
      for first in stride(from: 0, to: made.count, by: line) where row < size.height {
        for number in made[first..<first + wanted] { numbers.append(255 * number) }
        row += 1
      }
    }
    return numbers
  }
}
