/// Rows and columns of positions, each of which has a number for each channel.
struct Map {
  let rows: Int
  let columns: Int
  /// The numbers of each position in raster order.
  var positions: [[Float]]

  init(_ rows: Int, _ columns: Int, _ value: (Int, Int) throws -> [Float]) rethrows {
    (self.rows, self.columns) = (rows, columns)
    positions = try (0..<rows * columns).map { try value($0 / columns, $0 % columns) }
  }

  subscript(r: Int, c: Int) -> [Float] {
    get { positions[r * columns + c] }
    set { positions[r * columns + c] = newValue }
  }

  func has(_ r: Int, _ c: Int) -> Bool { (0..<rows).contains(r) && (0..<columns).contains(c) }
}

/// The layers of codes-1.md, section 8, in binary32.
extension ModelFile {
  /// A pointwise layer.
  func pointwise(_ name: String, _ x: Map, _ inputs: Int, _ outputs: Int) throws -> Map {
    let layer = try Pointwise(self, name, inputs, outputs)
    return Map(x.rows, x.columns) { r, c in layer(x[r, c]) }
  }

  /// A depthwise layer of size k with n channels.
  func depthwise(_ name: String, _ x: Map, _ n: Int, _ k: Int, hasBias: Bool) throws -> Map {
    let weight = try tensor("\(name).weight", [n, k, k])
    let bias = try hasBias ? tensor("\(name).bias", [n]) : Array(repeating: 0, count: n)
    let h = k / 2
    return Map(x.rows, x.columns) { r, c in
      var y = bias
      for dy in 0..<k {
        for dx in 0..<k where x.has(r + dy - h, c + dx - h) {
          let tap = x[r + dy - h, c + dx - h]
          // A number that is zero changes no sum.
          for i in 0..<n where tap[i] != 0 {
            y[i] = y[i].addingProduct(tap[i], weight[(i * k + dy) * k + dx])
          }
        }
      }
      return y
    }
  }

  /// A block with n channels.
  func block(_ name: String, _ x: Map, _ n: Int) throws -> Map {
    let inner = act(try pointwise("\(name).in", x, n, n))
    let mixed = try depthwise("\(name).depthwise", inner, n, 3, hasBias: true)
    let x1 = sum(x, try pointwise("\(name).out", mixed, n, n))
    let wide = act(try pointwise("\(name).widen", x1, n, 2 * n))
    return sum(x1, try pointwise("\(name).narrow", wide, 2 * n, n))
  }

  /// Rows of a level: a tensor of `levels` rows at a level of quality in 1/256.
  func row(_ name: String, _ levels: Int, _ width: Int, level: Int) throws -> [Float] {
    let t = try tensor(name, [levels, width])
    let low = min(level >> 8, levels - 1)
    let high = min(low + 1, levels - 1)
    let share = Float(level & 255) / 256
    return (0..<width).map { i in
      (1 - share) * t[low * width + i] + share * t[high * width + i]
    }
  }
}

/// A pointwise layer, or some of its outputs. Large flat pictures have many positions with equal
/// inputs, so that results are remembered by their inputs.
final class Pointwise {
  private let weight: [Float]
  private let bias: [Float]
  private let outputs: [Int]
  private var known: [[Float]: [Float]] = [:]

  init(
    _ model: ModelFile, _ name: String, _ inputs: Int, _ outputs: Int, only: [Int]? = nil
  ) throws {
    weight = try model.tensor("\(name).weight", [outputs, inputs])
    bias = try model.tensor("\(name).bias", [outputs])
    self.outputs = only ?? Array(0..<outputs)
  }

  func callAsFunction(_ x: [Float]) -> [Float] {
    if let y = known[x] { return y }
    let y = outputs.map { o in
      var s = bias[o]
      // A number that is zero changes no sum.
      for i in x.indices where x[i] != 0 {
        s = s.addingProduct(x[i], weight[o * x.count + i])
      }
      return s
    }
    known[x] = y
    return y
  }
}

func act(_ x: [Float]) -> [Float] {
  x.map { x in
    let y = x * 0.1
    return x > y ? x : y
  }
}

func act(_ x: Map) -> Map { Map(x.rows, x.columns) { r, c in act(x[r, c]) } }

func sum(_ x: [Float], _ y: [Float]) -> [Float] { zip(x, y).map { $0 + $1 } }

func sum(_ x: Map, _ y: Map) -> Map { Map(x.rows, x.columns) { r, c in sum(x[r, c], y[r, c]) } }

/// Rows and columns grow by k, channels shrink by k².
func shuffle(_ x: Map, _ k: Int) -> Map {
  Map(x.rows * k, x.columns * k) { r, c in
    let from = x[r / k, c / k]
    return (0..<from.count / (k * k)).map { i in from[i * k * k + r % k * k + c % k] }
  }
}
