import Images

/// What each number of a code draws: the expected code with one number moved by some deviations.
struct NumberStrips {
  struct Strip {
    /// Its place in a code.
    let number: Int
    /// Of the mean square change of pictures that one deviation of any number makes, the share
    /// that this one's does.
    let share: Double
    let images: [Image]
  }

  /// Those of the largest shares, largest first.
  let strips: [Strip]
  /// Of a code of two numbers: the pictures of codes all over the plane, a square of them.
  let plane: Image?

  /// In deviations.
  static let moves: [Float] = [-3, -2, -1, 0, 1, 2, 3]
  /// Numbers looked at; of more the first.
  static let mostNumbers = 2048
  private static let planeSide = 17

  init(of model: InspectedModel, most: Int) {
    let (means, deviations) = model.expected
    let looked = min(model.latents, Self.mostNumbers)
    func moved(_ number: Int, _ by: Float) -> [Float] {
      var code = means
      code[number] += by * deviations[number]
      return code
    }
    var energies: [Double] = []
    for first in stride(from: 0, to: looked, by: 64) {
      let numbers = first..<min(first + 64, looked)
      let pixels = model.pixels(decoding: numbers.flatMap { moved($0, -1) + moved($0, 1) })
      let size = pixels.values.count / pixels.samples
      for index in 0..<numbers.count {
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
    strips = order.prefix(most).map { number in
      let pixels = model.pixels(decoding: Self.moves.flatMap { moved(number, $0) })
      let shown = model.isOfPlaces ? pixels.amplified(from: expected) : pixels
      return Strip(number: number, share: energies[number] / total, images: shown.images)
    }
    plane = model.latents == 2 ? Self.plane(model, means, deviations) : nil
  }

  private static func plane(
    _ model: InspectedModel, _ means: [Float], _ deviations: [Float]
  ) -> Image {
    let half = Float(planeSide - 1) / 2
    let codes = (0..<planeSide * planeSide).flatMap { place -> [Float] in
      let right = 3 * (Float(place % planeSide) - half) / half
      let up = 3 * (half - Float(place / planeSide)) / half
      return [means[0] + right * deviations[0], means[1] + up * deviations[1]]
    }
    return ContactSheet.image(of: model.pixels(decoding: codes).images, columns: planeSide)
  }
}
