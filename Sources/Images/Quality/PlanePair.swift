/// A plane of each of two images x and y, held as u = x + y and v = x − y.
///
/// The means and variances of u and v determine all moments of x and y that SSIM needs, covariance
/// included, so that four maps are filtered rather than five.
struct PlanePair {
  let width: Int
  let height: Int
  /// `[height, width]` of (u, v), 0…510 and −255…255.
  let values: [SIMD2<Float>]

  private init(width: Int, height: Int, values: [SIMD2<Float>]) {
    (self.width, self.height, self.values) = (width, height, values)
  }

  /// One channel of two images of one size, with or without alpha.
  init(channel: Int, of a: Image, _ b: Image) {
    var values = Array(repeating: SIMD2<Float>.zero, count: a.pixelCount)
    let (first, second) = (a.samples.span, b.samples.span)
    var target = values.mutableSpan
    var (i, j) = (channel, channel)
    for pixel in target.indices {
      let (x, y) = (Int32(first[i]), Int32(second[j]))
      target[pixel] = SIMD2(Float(x &+ y), Float(x &- y))
      i &+= a.channels.count
      j &+= b.channels.count
    }
    self.init(width: a.width, height: a.height, values: values)
  }

  /// BT.601 luma of two images of one size, with or without alpha.
  init(lumaOf a: Image, _ b: Image) {
    guard a.channels.isColour else {
      self.init(channel: 0, of: a, b)
      return
    }
    var values = Array(repeating: SIMD2<Float>.zero, count: a.pixelCount)
    let (first, second) = (a.samples.span, b.samples.span)
    var target = values.mutableSpan
    var (i, j) = (0, 0)
    for pixel in target.indices {
      let x = Self.thousandfoldLuma(first, at: i)
      let y = Self.thousandfoldLuma(second, at: j)
      target[pixel] = SIMD2(Float(x &+ y), Float(x &- y)) / 1000
      i &+= a.channels.count
      j &+= b.channels.count
    }
    self.init(width: a.width, height: a.height, values: values)
  }

  private static func thousandfoldLuma(_ samples: Span<UInt8>, at index: Int) -> Int32 {
    299 &* Int32(samples[index]) &+ 587 &* Int32(samples[index &+ 1])
      &+ 114 &* Int32(samples[index &+ 2])
  }

  /// This pair at half the size: means of 2×2 pixels, where a row or column of zeros precedes an
  /// odd side.
  ///
  /// PyTorch pools with that border, so published figures include it.
  func halved() -> PlanePair {
    let (left, top) = (width % 2, height % 2)
    let (halfWidth, halfHeight) = ((width + left) / 2, (height + top) / 2)
    var half = Array(repeating: SIMD2<Float>.zero, count: halfWidth * halfHeight)
    var target = half.mutableSpan
    let source = values.span
    for y in 0..<height {
      let start = (y + top) / 2 * halfWidth
      let row = y * width
      if left == 1 { target[start] += source[row] / 4 }
      for x in 0..<width / 2 {
        let from = row &+ left &+ 2 &* x
        target[start &+ left &+ x] += (source[from] + source[from &+ 1]) / 4
      }
    }
    return PlanePair(width: halfWidth, height: halfHeight, values: half)
  }
}
