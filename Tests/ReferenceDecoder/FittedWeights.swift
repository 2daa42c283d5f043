/// The weights of a tile: fitted-1.md, *Weights*.
struct FittedWeights {
  /// Segments by their names on the page.
  private var segments: [String: [Float]] = [:]

  /// Reads the differences to a start state: fitted-1.md, *Codes*.
  ///
  /// - Parameter steps: s of each group; a step is 2 to the power of −s
  init(from start: FittedStart, steps: [Int], _ symbols: inout FittedSymbols) {
    var place = 0
    for (name, group, count) in start.shape.segments {
      let v = symbols.codes.evenBits(6)
      let step = 1 / Float(1 << steps[group])
      segments[name] = start.weights[place..<place + count].map { weight in
        let d = v == 0 ? 0 : symbols.symbol(mean: 0, level: 4 * v)
        return weight + Float(d) * step
      }
      place += count
    }
  }

  subscript(name: String) -> [Float] { segments[name] ?? [] }

  /// I(w) of a segment: fitted-1.md, *In integers*.
  ///
  /// - Parameter residual: for a residual layer, its inputs: 1 is added on the diagonal
  func integers(_ name: String, residual: Int? = nil) -> [Int] {
    self[name].enumerated().map { index, weight in
      let isDiagonal = residual.map { index / $0 == index % $0 } ?? false
      let w = isDiagonal ? weight + 1 : weight
      return Self.clamp((w * 4096).rounded(.toNearestOrEven), 32767)
    }
  }

  /// B(b, k) of a segment.
  func biases(_ name: String, _ k: Int) -> [Int] {
    self[name].map { b in
      Self.clamp((b * Float(1 << k)).rounded(.toNearestOrEven), 1 << 28)
    }
  }

  private static func clamp(_ number: Float, _ limit: Int) -> Int {
    Int(min(max(number, -Float(limit)), Float(limit)))
  }
}
