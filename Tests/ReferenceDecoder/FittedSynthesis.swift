/// From planes to samples: fitted-1.md, *Synthesis*.
struct FittedSynthesis {
  private let hidden: Int
  private let (s1, r1, s2, r2): ([Float], [Float], [Float], [Float])
  private let (c1, bias1, c2, bias2): ([Float], [Float], [Float], [Float])
  private let (s3, r3): ([Float], [Float])

  init(_ shape: FittedShape, _ weights: FittedWeights) {
    hidden = shape.hidden
    (s1, r1, s2, r2) = (weights["S₁"], weights["r₁"], weights["S₂"], weights["r₂"])
    (c1, bias1, c2, bias2) = (weights["C₁"], weights["c₁"], weights["C₂"], weights["c₂"])
    (s3, r3) = (weights["S₃"], weights["r₃"])
  }

  /// Three samples for each pixel.
  func samples(_ planes: [FittedPlane], _ width: Int, _ height: Int) -> [UInt8] {
    let zeros = FittedPlane(width, height, Array(repeating: 0, count: width * height))
    var y1 = Array(repeating: zeros, count: 3)
    var linear = y1
    for pixel in 0..<width * height {
      let t = planes.map { $0.values[pixel] }
      let k = (0..<hidden).map { j in Self.relu(Self.chain(r1[j], s1, j, t)) }
      for c in 0..<3 {
        y1[c].values[pixel] = Self.chain(r2[c], s2, c, k)
        linear[c].values[pixel] = Self.chain(r3[c], s3, c, t)
      }
    }
    let y2 = convolution(y1, c1, bias1).map { plane in
      FittedPlane(width, height, plane.values.map { Self.relu($0) })
    }
    let y3 = convolution(y2, c2, bias2)
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * width * height)
    for pixel in 0..<width * height {
      for c in 0..<3 { samples.append(Self.sample(y3[c].values[pixel] + linear[c].values[pixel])) }
    }
    return samples
  }

  /// A first number, and row i of a matrix times a vector.
  private static func chain(
    _ first: Float, _ matrix: [Float], _ i: Int, _ inputs: [Float]
  ) -> Float {
    var y = first
    let row = i * inputs.count
    for j in inputs.indices { y = y.addingProduct(matrix[row + j], inputs[j]) }
    return y
  }

  /// Three planes with their convolution of 3 × 3 pixels added.
  private func convolution(
    _ planes: [FittedPlane], _ weights: [Float], _ biases: [Float]
  ) -> [FittedPlane] {
    (0..<3).map { c in
      FittedPlane.map(planes[0].columns, planes[0].rows) { column, row in
        var y = biases[c]
        for i in 0..<3 {
          for dy in 0..<3 {
            for dx in 0..<3 {
              let weight = weights[((c * 3 + i) * 3 + dy) * 3 + dx]
              y = y.addingProduct(weight, planes[i].nearest(column + dx - 1, row + dy - 1))
            }
          }
        }
        return y + planes[c].nearest(column, row)
      }
    }
  }

  /// A NaN gives 0.
  private static func relu(_ x: Float) -> Float { x > 0 ? x : 0 }

  private static func sample(_ y: Float) -> UInt8 {
    let below = y < 1 ? y : 1
    let clamped = below > 0 ? below : 0
    return UInt8(Float(0.5).addingProduct(clamped, 255).rounded(.down))
  }
}
