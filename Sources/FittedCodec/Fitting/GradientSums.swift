import CFitted

/// Accumulators of the kernels for the gradients of weights: partial sums for each lane.
final class GradientSums {
  private let scratch: FloatScratch
  private let lanes = Int(AEZ_FITTED_LANES)
  /// Where the sum of each weight lies, in units of `lanes` floats; -1 for those of upsampling.
  private var places: [Int]
  let context: Int
  let features: [Int]
  let synthesis: Int

  init(_ layout: WeightLayout) {
    places = Array(repeating: -1, count: layout.count)
    var (next, segment) = (0, 0)
    var places = places
    /// Places a matrix with the biases in a column after it.
    func place(bias: Int?) {
      let matrix = layout.segments[segment]
      let columns = matrix.sizes.dropFirst().reduce(1, *)
      let width = columns + (bias == nil ? 0 : 1)
      for row in 0..<matrix.sizes[0] {
        for column in 0..<columns {
          places[matrix.offset + row * columns + column] = next + row * width + column
        }
        if let bias {
          places[layout.segments[segment + bias].offset + row] = next + (row + 1) * width - 1
        }
      }
      next += matrix.sizes[0] * width
    }
    func placeWithBias() {
      place(bias: 1)
      segment += 2
    }
    func placePlain() {
      place(bias: nil)
      segment += 1
    }
    context = 0
    placeWithBias()
    placeWithBias()
    place(bias: 2)
    segment += 1
    place(bias: nil)
    segment += 2
    var features: [Int] = []
    for _ in layout.features {
      features.append(next)
      placeWithBias()
    }
    self.features = features
    segment += 2 * (layout.shape.grids - 1)
    synthesis = next
    placeWithBias()
    placeWithBias()
    for _ in 0..<4 { placePlain() }
    placeWithBias()
    self.places = places
    scratch = FloatScratch(count: next * lanes)
  }

  func clear() { scratch.clear() }

  func pointer(_ place: Int) -> UnsafeMutablePointer<Float> {
    unsafe scratch.base + place * lanes
  }

  /// Adds the sums of weights in `range`, times `scale`, to their gradients.
  func add(to gradients: inout [Float], range: Range<Int>, scale: Float) {
    for index in range where places[index] >= 0 {
      var sum: Float = 0
      for lane in 0..<lanes { sum += unsafe scratch.base[places[index] * lanes + lane] }
      gradients[index] += sum * scale
    }
  }
}
