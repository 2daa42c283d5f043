/// PNG's filters (ISO/IEC 15948, 9.2): rows as differences from their neighbours, which deflate
/// compresses better.
///
/// The filter is chosen anew at every eighth row, as neighbouring rows are much alike, by the usual
/// heuristic of the least sum of absolute differences.
struct PNGFilter {
  private enum Kind: UInt8, CaseIterable {
    case none, sub, up, average, paeth
  }

  /// Bytes of a pixel, and of a row.
  private let (pixel, line): (Int, Int)
  /// A pixel of zeros, then the previous row, which is all zeros above the first.
  private var above: [UInt8]
  /// A pixel of zeros, then the current row.
  private var row: [UInt8]
  private var trial: [UInt8]
  private var kind = Kind.none
  private var count = 0

  private static let interval = 8

  init(width: Int, channels: Image.Channels) {
    (pixel, line) = (channels.count, width * channels.count)
    above = Array(repeating: 0, count: pixel + line)
    row = above
    trial = Array(repeating: 0, count: line)
  }

  /// Appends the next rows to `output`, each as the filter's number and its differences.
  mutating func filter(_ rows: ArraySlice<UInt8>, into output: inout [UInt8]) {
    precondition(rows.count % line == 0, "whole rows only")
    for start in stride(from: rows.startIndex, to: rows.endIndex, by: line) {
      swap(&above, &row)
      row.replaceSubrange(pixel..., with: rows[start..<start + line])
      if count % Self.interval == 0 { choose() }
      apply(kind)
      output.append(kind.rawValue)
      output.append(contentsOf: trial)
      count += 1
    }
  }

  private mutating func choose() {
    var least = Int.max
    for candidate in Kind.allCases {
      apply(candidate)
      let sum = trial.reduce(0) { $0 &+ Int(min($1, 0 &- $1)) }
      if sum < least { (least, kind) = (sum, candidate) }
    }
  }

  /// Fills `trial` with the row's differences.
  private mutating func apply(_ kind: Kind) {
    let (pixel, line) = (pixel, line)
    unsafe row.withUnsafeBufferPointer { row in
      unsafe above.withUnsafeBufferPointer { above in
        unsafe trial.withUnsafeMutableBufferPointer { out in
          let (left, here) = unsafe (row.baseAddress!, row.baseAddress! + pixel)
          let (corner, up) = unsafe (above.baseAddress!, above.baseAddress! + pixel)
          let out = out.baseAddress!
          switch kind {
          case .none: unsafe out.update(from: here, count: line)
          case .sub: for i in 0..<line { unsafe out[i] = here[i] &- left[i] }
          case .up: for i in 0..<line { unsafe out[i] = here[i] &- up[i] }
          case .average:
            for i in 0..<line {
              let mean = unsafe (UInt16(left[i]) &+ UInt16(up[i])) >> 1
              unsafe out[i] = here[i] &- UInt8(truncatingIfNeeded: mean)
            }
          case .paeth:
            for i in 0..<line {
              unsafe out[i] = here[i] &- Self.paeth(left[i], up[i], corner[i])
            }
          }
        }
      }
    }
  }

  /// The one of the three that is nearest to left + above − corner (9.4).
  @inline(__always)
  private static func paeth(_ left: UInt8, _ above: UInt8, _ corner: UInt8) -> UInt8 {
    func magnitude(_ x: Int16) -> Int16 { x < 0 ? 0 &- x : x }
    let (a, b, c) = (Int16(left), Int16(above), Int16(corner))
    let toLeft = magnitude(b &- c)
    let toAbove = magnitude(a &- c)
    let toCorner = magnitude((b &- c) &+ (a &- c))
    let other = toAbove <= toCorner ? above : corner
    return toLeft <= toAbove && toLeft <= toCorner ? left : other
  }
}
