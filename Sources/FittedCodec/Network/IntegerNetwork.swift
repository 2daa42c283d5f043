import CFitted

/// The context network and the feature layers in integers, made of quantised weights.
struct IntegerNetwork {
  let shape: FittedShape
  /// Pairs of weights and biases of the context network; see `aez_fitted_integers`.
  let weights: [Int32]
  let biases: [Int32]
  /// The same of each feature layer.
  let features: [(weights: [Int32], biases: [Int32])]

  init(_ layout: WeightLayout, _ weights: [Float]) {
    shape = layout.shape
    let effective = layout.effective(weights)
    func pairs(_ segment: Int) -> [Int32] {
      let part = layout.segments[segment]
      return Self.pairs(effective[part.range], columns: part.sizes[1])
    }
    func biases(_ segment: Int, scale: Float = 0x1p18) -> [Int32] {
      effective[layout.segments[segment].range].map {
        Int32(Self.rounded($0 * scale, limit: 0x1p28))
      }
    }
    let hidden = Float(
      sign: .plus, exponent: Int(AEZ_FITTED_WEIGHT_BITS + AEZ_FITTED_HIDDEN_BITS), significand: 1)
    self.weights = pairs(0) + pairs(2) + pairs(4) + pairs(5)
    self.biases = biases(1) + biases(3, scale: hidden) + biases(6, scale: hidden)
    features = layout.features.indices.map { (pairs(7 + 2 * $0), biases(8 + 2 * $0)) }
  }

  /// Saturated 16-bit weights, two to a number; odd rows end with a zero.
  private static func pairs(_ matrix: ArraySlice<Float>, columns: Int) -> [Int32] {
    let numbers = matrix.map { Int32(rounded($0 * 4096, limit: 32767)) }
    var result: [Int32] = []
    for row in stride(from: 0, to: numbers.count, by: columns) {
      for column in stride(from: 0, to: columns, by: 2) {
        let high = column + 1 < columns ? numbers[row + column + 1] : 0
        result.append(numbers[row + column] & 0xFFFF | high << 16)
      }
    }
    return result
  }

  /// The nearest whole number of a magnitude of at most `limit`; 0 for what is not a number.
  private static func rounded(_ x: Float, limit: Float) -> Float {
    x.isNaN ? 0 : min(max(x.rounded(.toNearestOrEven), -limit), limit)
  }

  /// A latent as an activation: six fractional bits, saturated.
  @inline(__always)
  static func activation(_ latent: Int16) -> Int16 { min(max(latent, -511), 511) << 6 }
}

/// The latents of one grid as whole numbers, row by row.
struct IntegerGrid: Equatable {
  let shape: LatentGridShape
  var values: [Int16]

  init(_ shape: LatentGridShape) {
    self.shape = shape
    values = Array(repeating: 0, count: shape.rows * shape.columns)
  }
}

extension IntegerNetwork {
  /// The features of grid `index`, made of all coarser grids: `[row][column][feature]` at the
  /// resolution of the next one.
  func features(of index: Int, _ grids: [IntegerGrid], kernels: FittedKernels) -> [Int16] {
    let coarser = grids[(index + 1)...]
    let size = grids[index + 1].shape
    let columns = size.columns
    let stride = (columns + 31) / 32 * 32
    let pairCount = (coarser.count + 1) / 2
    var pairs = [Int32](repeating: 0, count: pairCount * stride)
    var result = [Int16](repeating: 0, count: size.rows * columns * shape.features)
    for row in 0..<size.rows {
      for k in pairs.indices { pairs[k] = 0 }
      for (k, grid) in coarser.enumerated() {
        let shift = grid.shape.halvings - size.halvings
        let from = (row >> shift) * grid.shape.columns
        for column in 0..<columns {
          let x = Int32(Self.activation(grid.values[from + (column >> shift)]))
          pairs[k / 2 * stride + column] |= k & 1 == 0 ? x & 0xFFFF : x << 16
        }
      }
      unsafe result.withUnsafeMutableBufferPointer { result in
        unsafe kernels.table.pointee.integer_layer(
          pairs, features[index].weights, features[index].biases, Int32(2 * pairCount),
          Int32(shape.features), Int32(stride), Int32(columns),
          result.baseAddress! + row * columns * shape.features)
      }
    }
    return result
  }
}
