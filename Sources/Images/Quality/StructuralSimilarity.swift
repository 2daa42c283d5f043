/// SSIM and its parts: the means over all positions of the window inside the images.
///
/// Z. Wang, A. Bovik, H. Sheikh, E. Simoncelli: Image quality assessment, 2004; with their
/// K₁ = 0.01, K₂ = 0.03 and L = 255.
struct StructuralSimilarity {
  /// Mean of luminance × contrast × structure.
  let ssim: Double
  /// Mean of contrast × structure alone.
  let contrastStructure: Double

  /// Nil if a side is smaller than the window.
  init?(_ planes: PlanePair) {
    guard min(planes.width, planes.height) >= GaussianWindow.size else { return nil }
    var filter = MomentFilter(width: planes.width)
    var total = SIMD2<Double>.zero
    for y in 0..<planes.height {
      filter.add(row: y, of: planes)
      if y >= GaussianWindow.size - 1 { total += filter.similarity(lastRow: y) }
    }
    let margin = GaussianWindow.size - 1
    total /= Double((planes.width - margin) * (planes.height - margin))
    (ssim, contrastStructure) = (total[0], total[1])
  }
}

/// Filters the moments row by row, and keeps as many rows as the window is high.
///
/// A row is cut into eight strips of equal length, one for each lane, which overlap by the window.
/// Neighbours then lie in neighbouring vectors, and filtering along a row is like filtering down a
/// column. Every position has four moments: u = x + y, v = x − y and their squares.
private struct MomentFilter {
  private static let moments = 4

  private let window = GaussianWindow()
  /// The number of window positions along a row.
  private let positions: Int
  /// The number of positions in a strip; the last strip may reach past the row's end.
  private let length: Int
  /// `[length + 10, 4]`: the moments of a row.
  private var moments: [Lanes]
  /// `[11, length, 4]`: moments filtered along the row, row y at y modulo 11.
  private var rows: [Lanes]
  /// `[length, 4]`: moments filtered both ways.
  private var filtered: [Lanes]
  private let rowTaps: [Int]
  /// The end of each lane's positions along its strip.
  private let ends: Lanes

  init(width: Int) {
    positions = width - (GaussianWindow.size - 1)
    length = (positions + Lanes.scalarCount - 1) / Lanes.scalarCount
    let count = length * Self.moments
    moments = Array(repeating: .zero, count: count + (GaussianWindow.size - 1) * Self.moments)
    rows = Array(repeating: .zero, count: GaussianWindow.size * count)
    filtered = Array(repeating: .zero, count: count)
    rowTaps = (0..<GaussianWindow.size).map { $0 * Self.moments }
    let (positions, length) = (positions, length)
    ends = Lanes((0..<Lanes.scalarCount).map { Double(positions - $0 * length) })
  }

  /// Adds row `y`; rows come in order.
  mutating func add(row y: Int, of planes: PlanePair) {
    takeMoments(row: y, of: planes)
    let count = filtered.count
    let start = y % GaussianWindow.size * count
    window.filter(moments, taps: rowTaps, into: &rows, from: start, count: count)
  }

  private mutating func takeMoments(row y: Int, of planes: PlanePair) {
    let (length, last) = (length, planes.width - 1)
    let row = planes.values.span.extracting(droppingFirst: y * planes.width)
    var target = moments.mutableSpan
    for position in 0..<target.count / Self.moments {
      var (u, v) = (Lanes.zero, Lanes.zero)
      for lane in 0..<Lanes.scalarCount {
        let pixel = row[min(lane &* length &+ position, last)]
        u[lane] = Double(pixel.x)
        v[lane] = Double(pixel.y)
      }
      target[position &* 4] = u
      target[position &* 4 &+ 1] = v
      target[position &* 4 &+ 2] = u * u
      target[position &* 4 &+ 3] = v * v
    }
  }

  /// The sums of SSIM, and of contrast × structure, over the windows that end in row `y`.
  mutating func similarity(lastRow y: Int) -> SIMD2<Double> {
    let count = filtered.count
    let taps = (1...GaussianWindow.size).map { (y + $0) % GaussianWindow.size * count }
    window.filter(rows, taps: taps, into: &filtered, from: 0, count: count)
    return sum()
  }

  private func sum() -> SIMD2<Double> {
    // Products of u and v give twice those of x and y, in every term of both fractions.
    let c1: Double = 2 * (0.01 * 255) * (0.01 * 255)
    let c2: Double = 2 * (0.03 * 255) * (0.03 * 255)
    let filtered = filtered.span
    var (ssim, contrastStructure) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    for position in 0..<length {
      let (u, v) = (filtered[position &* 4], filtered[position &* 4 &+ 1])
      let (squareU, squareV) = (u * u, v * v)
      let varianceU = filtered[position &* 4 &+ 2] - squareU
      let varianceV = filtered[position &* 4 &+ 3] - squareV
      let cs = (varianceU - varianceV + c2) / (varianceU + varianceV + c2)
      let luminance = (squareU - squareV + c1) / (squareU + squareV + c1)
      let isInside = ends .> Double(position)
      let inside = Lanes.zero.replacing(with: cs, where: isInside)
      contrastStructure += inside
      ssim += inside * luminance
    }
    return SIMD2(ssim.sum(), contrastStructure.sum())
  }
}
