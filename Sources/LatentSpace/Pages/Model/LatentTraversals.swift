import Images

/// Latent traversals: what the decoder makes of the expected latents with one of them moved.
struct LatentTraversals {
  struct Traversal {
    /// The index of the latent.
    let latent: Int
    /// The share of the mean square change of pictures that one deviation of this latent makes, of
    /// that of all examined latents.
    let share: Double
    /// One image for each of ``moves``.
    let images: [Image]
  }

  /// The latents with the largest shares, largest first.
  let traversals: [Traversal]
  /// For a model of two latents, pictures decoded from a square grid over their plane.
  let plane: Image?

  /// Moves in units of the expected standard deviation.
  static let moves: [Float] = [-3, -2, -1, 0, 1, 2, 3]
  /// The largest number of latents that are examined, the first ones.
  static let maximumLatents = 2048
  private static let planeSide = 17

  /// Decodes the traversals.
  ///
  /// - Parameter maximum: the number of latents that are shown
  static func decode(_ model: InspectedModel, maximum: Int) -> LatentTraversals {
    let (means, deviations) = model.expected
    let examined = min(model.latents, maximumLatents)
    func moved(_ latent: Int, _ by: Float) -> [Float] {
      var latents = means
      latents[latent] += by * deviations[latent]
      return latents
    }
    var energies: [Double] = []
    for first in stride(from: 0, to: examined, by: 64) {
      let part = first..<min(first + 64, examined)
      let pixels = model.pixels(decoding: part.flatMap { moved($0, -1) + moved($0, 1) })
      let size = pixels.values.count / pixels.samples
      for index in 0..<part.count {
        let (low, high) = (2 * index * size, (2 * index + 1) * size)
        var sum = 0.0
        for at in 0..<size {
          let change = Double(pixels.values[high + at] - pixels.values[low + at]) / 2
          sum += change * change
        }
        energies.append(sum.isFinite ? sum : 0)
      }
    }
    let total = max(energies.reduce(0, +), 1e-300)
    let order = energies.indices.sorted { (energies[$1], $0) < (energies[$0], $1) }
    let expected = model.pixels(decoding: means)
    let traversals = order.prefix(maximum).map { latent in
      let pixels = model.pixels(decoding: moves.flatMap { moved(latent, $0) })
      let shown = model.isOfBlocks ? pixels.amplified(from: expected) : pixels
      return Traversal(latent: latent, share: energies[latent] / total, images: shown.images)
    }
    return LatentTraversals(
      traversals: traversals,
      plane: model.latents == 2 ? plane(model, means, deviations) : nil)
  }

  private static func plane(
    _ model: InspectedModel, _ means: [Float], _ deviations: [Float]
  ) -> Image {
    let half = Float(planeSide - 1) / 2
    let latents = (0..<planeSide * planeSide).flatMap { index -> [Float] in
      let right = 3 * (Float(index % planeSide) - half) / half
      let up = 3 * (half - Float(index / planeSide)) / half
      return [means[0] + right * deviations[0], means[1] + up * deviations[1]]
    }
    return ContactSheet.image(of: model.pixels(decoding: latents).images, columns: planeSide)
  }
}
