/// A map of height × width × channels, its numbers row by row, channels innermost.
struct Shaped {
  let height: Int
  let width: Int
  let channels: Int
  var values: [Float]

  init(_ height: Int, _ width: Int, _ channels: Int, _ values: [Float]) {
    (self.height, self.width, self.channels, self.values) = (height, width, channels, values)
  }

  init(
    _ height: Int, _ width: Int, _ channels: Int,
    _ value: (Int, Int, Int) -> Float = { _, _, _ in 0 }
  ) {
    let values = (0..<height * width * channels).map {
      value($0 / channels / width, $0 / channels % width, $0 % channels)
    }
    self.init(height, width, channels, values)
  }

  /// +0 beyond the edge.
  subscript(r: Int, q: Int, i: Int) -> Float {
    get {
      (0..<height).contains(r) && (0..<width).contains(q)
        ? values[(r * width + q) * channels + i] : 0
    }
    set { values[(r * width + q) * channels + i] = newValue }
  }
}

/// The layers of objects-1.md, section 3.
struct SampleLayers {
  private let model: ModelFile
  private var x: Shaped
  private var stack: [Shaped] = []
  /// Layers with weights so far.
  private var number = 0

  init(_ model: ModelFile, _ map: Shaped) { (self.model, x) = (model, map) }

  func result() throws -> Shaped {
    try require(stack.isEmpty, "the stack is not empty in the end")
    return x
  }

  mutating func apply(_ layer: String) throws {
    let parts = layer.split(separator: ":").map(String.init)
    let numbers = parts.dropFirst().flatMap { $0.split { !$0.isNumber } }.compactMap { Int($0) }
    let (x, c) = (self.x, self.x.channels)
    switch (parts[0], numbers.count) {
    case ("dense", 1): try pointwise(numbers[0])
    case ("convolve", 1): try convolve(numbers[0], step: 1)
    case ("convolve", 2): try convolve(numbers[0], step: 2)
    case ("transpose", 1): try transpose(numbers[0])
    case ("maxima", 0):
      self.x = Shaped(x.height / 2, x.width / 2, c) { r, q, i in
        let upper = max(x[2 * r, 2 * q, i], x[2 * r, 2 * q + 1, i])
        return max(upper, max(x[2 * r + 1, 2 * q, i], x[2 * r + 1, 2 * q + 1, i]))
      }
    case ("repeat", 0):
      self.x = Shaped(2 * x.height, 2 * x.width, c) { r, q, i in x[r / 2, q / 2, i] }
    case ("unblock", 1):
      let k = numbers[0]
      self.x = Shaped(k * x.height, k * x.width, c / (k * k)) { r, q, i in
        x[r / k, q / k, (r % k * k + q % k) * (c / (k * k)) + i]
      }
    case ("unfold", 0):
      self.x = Shaped(x.height, 2 * x.width, c / 2) { r, q, i in
        q < x.width
          ? x[r, q, i] + x[r, q, c / 2 + i]
          : x[r, 2 * x.width - 1 - q, i] - x[r, 2 * x.width - 1 - q, c / 2 + i]
      }
    case ("push", 0): stack.append(x)
    case ("swap", 0):
      self.x = try top()
      stack.append(x)
    case ("add", 0):
      var y = try top()
      try require(y.values.count == x.values.count, "maps of different shapes are added")
      for index in y.values.indices { y.values[index] += x.values[index] }
      self.x = y
    case ("reshape", 3):
      try require(numbers.reduce(1, *) == x.values.count, "a map is reshaped to another size")
      self.x = Shaped(numbers[0], numbers[1], numbers[2], x.values)
    default:
      guard let function = SampleFunctions.named[layer] else {
        throw Refusal(reason: "layer \(layer) is unknown")
      }
      self.x.values = x.values.map(function)
    }
  }

  private mutating func top() throws -> Shaped {
    guard let map = stack.popLast() else { throw Refusal(reason: "the stack is empty") }
    return map
  }

  private mutating func weights(_ shape: [Int], _ outputs: Int) throws -> ([Float], [Float]) {
    defer { number += 1 }
    return (
      try model.stepped("decoder.\(number).weight", shape),
      try model.stepped("decoder.\(number).bias", [outputs])
    )
  }

  private mutating func pointwise(_ outputs: Int) throws {
    let (x, c) = (self.x, self.x.channels)
    let (weight, bias) = try weights([outputs, c], outputs)
    self.x = Shaped(x.height, x.width, outputs) { r, q, o in
      var s = bias[o]
      for i in 0..<c { s = s.addingProduct(x[r, q, i], weight[o * c + i]) }
      return s
    }
  }

  private mutating func convolve(_ outputs: Int, step t: Int) throws {
    let (x, c) = (self.x, self.x.channels)
    let (weight, bias) = try weights([outputs, 3, 3, c], outputs)
    self.x = Shaped((x.height + t - 1) / t, (x.width + t - 1) / t, outputs) { r, q, o in
      var s = bias[o]
      for dy in 0..<3 {
        for dx in 0..<3 {
          for i in 0..<c {
            let w = weight[((o * 3 + dy) * 3 + dx) * c + i]
            s = s.addingProduct(x[t * r + dy - 1, t * q + dx - 1, i], w)
          }
        }
      }
      return s
    }
  }

  private mutating func transpose(_ outputs: Int) throws {
    let (x, c) = (self.x, self.x.channels)
    let (weight, bias) = try weights([c, 3, 3, outputs], outputs)
    var y = Shaped(2 * x.height, 2 * x.width, outputs)
    for (r, q) in (0..<x.height).flatMap({ r in (0..<x.width).map { (r, $0) } }) {
      for (dy, dx) in (0..<9).map({ ($0 / 3, $0 % 3) }) {
        let (row, column) = (2 * r + dy - 1, 2 * q + dx - 1)
        guard (0..<y.height).contains(row), (0..<y.width).contains(column) else { continue }
        for o in 0..<outputs {
          var s: Float = 0
          for i in 0..<c {
            s = s.addingProduct(x[r, q, i], weight[((i * 3 + dy) * 3 + dx) * outputs + o])
          }
          y[row, column, o] = y[row, column, o] + s
        }
      }
    }
    self.x = Shaped(y.height, y.width, outputs) { r, q, o in y[r, q, o] + bias[o] }
  }
}
