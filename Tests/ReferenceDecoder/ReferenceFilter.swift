/// The post-filter of codes-1.md, section 10.4, pixel by pixel.
package struct ReferenceFilter {
  private let levels: Int
  /// levels × 480 × 12
  private let weights: [Int]

  init(_ weights: [Float], levels: Int) {
    self.levels = levels
    self.weights = weights.map { Int($0) }
  }

  /// The filter of a model file; nil if its model has none.
  package init?(file: [UInt8]) throws {
    guard let filter = try PhotoDecoder(file: file, base: { _ in [] }).filter else { return nil }
    self = filter
  }

  /// A plane of integers, whose positions beyond the picture are those nearest to them within it.
  private struct Plane {
    let width: Int
    let height: Int
    private let values: [Int]

    init(_ width: Int, _ height: Int, _ value: (Int, Int) -> Int) {
      (self.width, self.height) = (width, height)
      values = (0..<width * height).map { value($0 / width, $0 % width) }
    }

    subscript(y: Int, x: Int) -> Int {
      values[min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)]
    }
  }

  /// - Parameters:
  ///   - pixels: p, of three channels and the whole grid, row by row
  ///   - columns: of the grid
  ///   - level: in 1/256
  /// - Returns: the samples, interleaved
  package func samples(
    _ pixels: [Float], columns: Int, width: Int, height: Int, level: Int, isColour: Bool
  ) -> [UInt8] {
    let p = Map(pixels.count / 3 / columns, columns) { r, c in
      Array(pixels[3 * (r * columns + c)..<3 * (r * columns + c) + 3])
    }
    return samples(p, width: width, height: height, level: level, isColour: isColour)
  }

  func samples(_ p: Map, width: Int, height: Int, level: Int, isColour: Bool) -> [UInt8] {
    func sixteenths(_ number: Float) -> Int { rne(clamp(number, 0, 1) * 4080) }
    let s =
      isColour
      ? (0..<3).map { i in Plane(width, height) { y, x in sixteenths(p[y, x][i]) } }
      : [Plane(width, height) { y, x in sixteenths(((p[y, x][0] + p[y, x][1]) + p[y, x][2]) / 3) }]
    let luma = Plane(width, height) { y, x in
      isColour ? (s[0][y, x] + 2 * s[1][y, x] + s[2][y, x] + 8) >> 4 : (s[0][y, x] + 2) >> 2
    }
    let h = Plane(width, height) { y, x in luma[y, x + 1] - luma[y, x - 1] }
    let v = Plane(width, height) { y, x in luma[y + 1, x] - luma[y - 1, x] }
    let classes = Plane(width, height) { y, x in
      var (a, b, c) = (0, 0, 0)
      for dy in -2...2 {
        for dx in -2...2 {
          let (across, down) = (h[y + dy, x + dx], v[y + dy, x + dx])
          (a, b, c) = (a + across * across, b + down * down, c + across * down)
        }
      }
      return Self.pixelClass(a, b, c)
    }
    return (0..<width * height).flatMap { pixel in
      let (y, x) = (pixel / width, pixel % width)
      return s.map { plane in
        var sum = 1024 * plane[y, x]
        for k in 0..<12 {
          let (dy, dx) = (k / 5 - 2, k % 5 - 2)
          let pair = plane[y + dy, x + dx] + plane[y - dy, x - dx]
          sum += weight(level, classes[y, x], k) * (pair - 2 * plane[y, x])
        }
        return UInt8(min(max((sum + 8192) >> 14, 0), 255))
      }
    }
  }

  /// W[class][k] of a level.
  private func weight(_ level: Int, _ kind: Int, _ k: Int) -> Int {
    let low = min(level >> 8, levels - 1)
    let high = min(low + 1, levels - 1)
    let share = level & 255
    let (one, other) = (weights[(low * 480 + kind) * 12 + k], weights[(high * 480 + kind) * 12 + k])
    return ((256 - share) * one + share * other + 128) >> 8
  }

  private static func pixelClass(_ a: Int, _ b: Int, _ c: Int) -> Int {
    let (e, u, w) = (a + b, a - b, 2 * c)
    let direction =
      if 5 * abs(w) < 2 * abs(u) {
        u > 0 ? 0 : 4
      } else if 5 * abs(u) < 2 * abs(w) {
        w > 0 ? 2 : 6
      } else if u > 0 {
        w > 0 ? 1 : 7
      } else {
        w > 0 ? 3 : 5
      }
    let bounds = [800, 2400, 6400, 16000, 40000, 96000, 240_000, 640_000, 1_600_000]
    let strength = bounds.count { $0 <= e }
    let m = max(abs(u), abs(w)) + 3 * min(abs(u), abs(w)) / 8
    let coherence = [5, 8, 10, 12, 14].count { $0 * e <= 16 * m }
    return (direction * 10 + strength) * 6 + coherence
  }
}
