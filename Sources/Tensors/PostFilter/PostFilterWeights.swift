import CKernels

/// The weights of a post-filter, for each class of pixels.
package struct PostFilterWeights: Sendable {
  /// The number of classes: directions × strengths × coherences of the gradient around a pixel.
  package static let classes = Int(AEZ_FILTER_CLASSES)
  /// The number of pairs of opposite neighbours within 5×5 pixels.
  package static let pairs = 12
  /// The largest weight, in 1/1024.
  package static let limit: Int16 = 1023

  /// classes × five rows of eight taps, of which five are used.
  let taps: [Int16]

  /// - Parameter pairs: classes × 12, in 1/1024 and within ±1023: the weight of the summed
  ///   differences of two opposite neighbours from the pixel; pairs are in the reading order of
  ///   their first neighbour
  package init(pairs weights: [Int16]) {
    precondition(weights.count == Self.classes * Self.pairs)
    let stride = Int(AEZ_FILTER_TAPS)
    var taps = [Int16](repeating: 0, count: Self.classes * stride)
    for kind in 0..<Self.classes {
      var center: Int16 = 1024
      for pair in 0..<Self.pairs {
        let weight = weights[kind * Self.pairs + pair]
        precondition(abs(weight) <= Self.limit)
        for tap in [pair, 24 - pair] { taps[kind * stride + tap / 5 * 8 + tap % 5] = weight }
        center -= 2 * weight
      }
      taps[kind * stride + 2 * 8 + 2] = center
    }
    self.taps = taps
  }

  /// Filters a row and appends its samples, interleaved.
  package func filter(_ row: borrowing ClassifiedRow, into samples: inout [UInt8]) {
    let start = samples.count
    samples.append(contentsOf: repeatElement(0, count: row.width * row.planes))
    unsafe samples.withUnsafeMutableBufferPointer { samples in
      unsafe taps.withUnsafeBufferPointer { taps in
        var call = unsafe aez_filter(
          out: samples.baseAddress! + start,
          rows: (row.near[0], row.near[1], row.near[2], row.near[3], row.near[4]),
          classes: row.classes, weights: taps.baseAddress, plane_stride: row.planeStride,
          width: row.width, planes: row.planes)
        unsafe Kernels.current.table.pointee.filter(&call)
      }
    }
  }
}
