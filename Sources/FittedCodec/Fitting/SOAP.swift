/// SOAP (Vyas et al. 2024): Adam in the eigenbasis of Shampoo's factors, for every weight tensor.
package struct SOAP {
  private struct State {
    var factors: [[Float]] = []
    var bases: [[Float]] = []
    var mean: [Float]
    var square: [Float]
  }

  private var states: [State?]
  private let layout: WeightLayout
  private var steps = 0
  package var betas: (Float, Float) = (0.95, 0.95)
  /// Steps between refreshes of the bases.
  package var refresh = 10
  /// The greatest norm of the gradient.
  package var clip: Float = 0.1
  /// Decay towards the start state.
  package var decay: Float = 0.01

  package init(_ layout: WeightLayout) {
    self.layout = layout
    states = Array(repeating: nil, count: layout.segments.count)
  }

  /// Moves the weights. The first call only collects factors.
  package mutating func step(
    _ weights: inout [Float], gradient: [Float], start: [Float], rate: Float
  ) {
    let norm = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    let scale = Float(min(1, Double(clip) / (norm + 1e-6)))
    steps += 1
    for (index, segment) in layout.segments.enumerated() {
      let part = gradient[segment.range].map { $0 * scale }
      guard var state = states[index] else {
        states[index] = initial(part, segment.sizes)
        continue
      }
      // Taken out so that its arrays are not copied.
      states[index] = nil
      let update = step(&state, part, segment.sizes, rate)
      for (offset, at) in segment.range.enumerated() {
        weights[at] -= update[offset]
        weights[at] -= rate * decay * (weights[at] - start[at])
      }
      states[index] = state
    }
  }

  private func initial(_ gradient: [Float], _ sizes: [Int]) -> State {
    var state = State(
      mean: Array(repeating: 0, count: gradient.count),
      square: Array(repeating: 0, count: gradient.count))
    guard sizes.count > 1 else { return state }
    state.factors = sizes.map { Array(repeating: 0, count: $0 * $0) }
    gather(&state.factors, gradient, sizes)
    for (axis, size) in sizes.enumerated() {
      state.bases.append(SmallMatrix.eigenvectors(state.factors[axis], size))
    }
    return state
  }

  private func step(
    _ state: inout State, _ gradient: [Float], _ sizes: [Int], _ rate: Float
  ) -> [Float] {
    let turns = !state.bases.isEmpty
    let turned = turns ? rotate(gradient, state.bases, sizes, back: false) : gradient
    let (beta1, beta2) = betas
    let taken = steps - 1
    let size = rate * (1 - power(beta2, taken)).squareRoot() / (1 - power(beta1, taken))
    var update = turned
    for k in turned.indices {
      state.mean[k] = beta1 * state.mean[k] + (1 - beta1) * turned[k]
      state.square[k] = beta2 * state.square[k] + (1 - beta2) * turned[k] * turned[k]
      update[k] = size * state.mean[k] / (state.square[k].squareRoot() + 1e-8)
    }
    guard turns else { return update }
    update = rotate(update, state.bases, sizes, back: true)
    gather(&state.factors, gradient, sizes)
    if taken % refresh == 0 { refreshBases(&state, sizes) }
    return update
  }

  private func refreshBases(_ state: inout State, _ sizes: [Int]) {
    state.mean = rotate(state.mean, state.bases, sizes, back: true)
    for axis in sizes.indices {
      let order = SmallMatrix.refresh(&state.bases[axis], state.factors[axis], sizes[axis])
      state.square = reordered(state.square, order, sizes, axis)
    }
    state.mean = rotate(state.mean, state.bases, sizes, back: false)
  }

  private func reordered(
    _ tensor: [Float], _ order: [Int], _ sizes: [Int], _ axis: Int
  ) -> [Float] {
    let inner = sizes[(axis + 1)...].reduce(1, *)
    var result = tensor
    for outer in 0..<tensor.count / (inner * sizes[axis]) {
      for i in 0..<sizes[axis] {
        for k in 0..<inner {
          result[(outer * sizes[axis] + i) * inner + k] =
            tensor[(outer * sizes[axis] + order[i]) * inner + k]
        }
      }
    }
    return result
  }

  /// Moves the factor of each axis towards the gradient's.
  private func gather(_ factors: inout [[Float]], _ gradient: [Float], _ sizes: [Int]) {
    for (axis, size) in sizes.enumerated() {
      let inner = sizes[(axis + 1)...].reduce(1, *)
      let outer = gradient.count / (inner * size)
      unsafe gradient.withUnsafeBufferPointer { g in
        for i in 0..<size {
          for j in 0...i {
            var sum: Float = 0
            for o in 0..<outer {
              let (a, b) = ((o * size + i) * inner, (o * size + j) * inner)
              for k in 0..<inner { unsafe sum += g[a + k] * g[b + k] }
            }
            let old = factors[axis][i * size + j]
            let new = old + (1 - betas.1) * (sum - old)
            factors[axis][i * size + j] = new
            factors[axis][j * size + i] = new
          }
        }
      }
    }
  }

  /// Contracts every axis with its basis, or with the transpose.
  private func rotate(
    _ tensor: [Float], _ bases: [[Float]], _ sizes: [Int], back: Bool
  ) -> [Float] {
    var tensor = tensor
    for (basis, size) in zip(bases, sizes) {
      // The first axis is contracted and becomes the last, so all axes have their turn.
      let rest = tensor.count / size
      var result = [Float](repeating: 0, count: tensor.count)
      unsafe tensor.withUnsafeBufferPointer { tensor in
        unsafe basis.withUnsafeBufferPointer { basis in
          unsafe result.withUnsafeMutableBufferPointer { result in
            for i in 0..<size {
              for r in 0..<rest {
                let x = unsafe tensor[i * rest + r]
                for j in 0..<size {
                  unsafe result[r * size + j] +=
                    x * (back ? basis[j * size + i] : basis[i * size + j])
                }
              }
            }
          }
        }
      }
      tensor = result
    }
    return tensor
  }
}
