/// Rows with smooth colours in pixels of alpha 0, so that a lossy codec spends little on them; all
/// else stays.
///
/// Bands of rows are filled one by one. An invisible pixel takes the mean of visible ones of its
/// band, from the smallest square of a pyramid that has any (pull-push; Gortler et al. 1996). A
/// band without any continues the row above it.
final class FilledRows: RowReader {
  private let source: any RowReader
  private let shape: ImageShape
  private var remaining: Int
  /// The filled rows that were not read yet.
  private var waiting: ArraySlice<UInt8> = []
  private var above: [UInt8]

  /// Rows of a band.
  private static let height = 64

  /// - Parameter shape: with alpha
  init(_ source: any RowReader, _ shape: ImageShape) {
    (self.source, self.shape, remaining) = (source, shape, shape.height)
    above = Array(repeating: 128, count: shape.line)
  }

  func read(_ count: Int) throws(ImageError) -> [UInt8] {
    let wanted = count * shape.line
    if wanted <= waiting.count { return take(wanted) }
    var rows = take(waiting.count)
    while rows.count < wanted {
      let height = min(Self.height, remaining)
      remaining -= height
      waiting = try filled(source.read(height), height: height)[...]
      rows += take(min(waiting.count, wanted - rows.count))
    }
    return rows
  }

  private func take(_ count: Int) -> [UInt8] {
    defer { waiting = waiting.dropFirst(count) }
    return Array(waiting.prefix(count))
  }

  private func filled(_ band: [UInt8], height: Int) -> [UInt8] {
    let (count, width) = (shape.channels.count, shape.width)
    let colours = count - 1
    let isVisible = (0..<width * height).map { band[$0 * count + colours] > 0 }
    var filled = band
    if isVisible.contains(false) {
      var level: FillingLevel?
      if isVisible.contains(true) {
        level = FillingLevel(band, isVisible, width: width, planes: colours)
        level?.fill()
      }
      for pixel in isVisible.indices where !isVisible[pixel] {
        for plane in 0..<colours {
          filled[pixel * count + plane] =
            level?.sample(pixel, plane) ?? above[pixel % width * count + plane]
        }
      }
    }
    above = Array(filled.suffix(shape.line))
    return filled
  }
}

/// One level of a pyramid of colours, in 1/16, some of which are unknown.
private struct FillingLevel {
  let (width, height, planes): (Int, Int, Int)
  private var isKnown: [Bool]
  /// [y][x][plane]
  private var values: [Int32]

  private init(width: Int, height: Int, planes: Int) {
    (self.width, self.height, self.planes) = (width, height, planes)
    isKnown = Array(repeating: false, count: width * height)
    values = Array(repeating: 0, count: width * height * planes)
  }

  /// - Parameter band: samples with alpha
  init(_ band: [UInt8], _ isVisible: [Bool], width: Int, planes: Int) {
    (self.width, height, self.planes) = (width, isVisible.count / width, planes)
    isKnown = isVisible
    values = []
    values.reserveCapacity(isVisible.count * planes)
    for pixel in isVisible.indices {
      for plane in 0..<planes { values.append(16 * Int32(band[pixel * (planes + 1) + plane])) }
    }
  }

  func sample(_ pixel: Int, _ plane: Int) -> UInt8 {
    UInt8((values[pixel * planes + plane] + 8) / 16)
  }

  /// Finds the unknown colours; at least one is known.
  mutating func fill() {
    guard isKnown.contains(false) else { return }
    var coarse = halved
    coarse.fill()
    for y in 0..<height {
      for x in 0..<width where !isKnown[y * width + x] {
        for plane in 0..<planes {
          values[(y * width + x) * planes + plane] = coarse.value(besideX: x, y, plane)
        }
      }
    }
  }

  /// The means of the known colours of 2×2 pixels.
  private var halved: FillingLevel {
    var half = FillingLevel(width: (width + 1) / 2, height: (height + 1) / 2, planes: planes)
    for y in 0..<half.height {
      for x in 0..<half.width {
        var sums = InlineArray<3, Int32>(repeating: 0)
        var count: Int32 = 0
        for row in 2 * y..<min(2 * y + 2, height) {
          for column in 2 * x..<min(2 * x + 2, width) where isKnown[row * width + column] {
            count += 1
            for plane in 0..<planes {
              sums[plane] += values[(row * width + column) * planes + plane]
            }
          }
        }
        guard count > 0 else { continue }
        half.isKnown[y * half.width + x] = true
        for plane in 0..<planes {
          half.values[(y * half.width + x) * planes + plane] = sums[plane] / count
        }
      }
    }
    return half
  }

  /// The colour between the four pixels nearest to a pixel of the next finer level.
  private func value(besideX x: Int, _ y: Int, _ plane: Int) -> Int32 {
    func other(_ place: Int, _ limit: Int) -> Int {
      min(max(place / 2 + (place % 2 == 0 ? -1 : 1), 0), limit - 1)
    }
    let (near, far) = ((x / 2, y / 2), (other(x, width), other(y, height)))
    func at(_ x: Int, _ y: Int) -> Int32 { values[(y * width + x) * planes + plane] }
    return
      (9 * at(near.0, near.1) + 3 * at(far.0, near.1) + 3 * at(near.0, far.1)
      + at(far.0, far.1)) / 16
  }
}
