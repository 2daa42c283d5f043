/// The normal equations of the best post-filter weights: for each class, the sums of the products
/// of neighbours' differences with one another and with the coding error.
///
/// The sums are integers, so they do not depend on the order of addition.
package struct PostFilterSums: Sendable {
  private static let pairs = PostFilterWeights.pairs
  /// Sums of a class: pairs × pairs, of which only those on and right of the diagonal are used,
  /// then those with the coding error.
  private static let stride = pairs * (pairs + 1)
  private var sums = [Int64](repeating: 0, count: PostFilterWeights.classes * stride)

  package init() {}

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - row: a row of a decoded picture
  ///   - original: the samples of the original's row, interleaved
  package mutating func add(_ row: borrowing ClassifiedRow, original: ArraySlice<UInt8>) {
    precondition(original.count == row.width * row.planes)
    let near = unsafe row.near
    let (classes, width, planes, stride) = unsafe (
      row.classes, row.width, row.planes, row.planeStride
    )
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      unsafe original.withUnsafeBufferPointer { original in
        unsafe near.withUnsafeBufferPointer { near in
          for x in 0..<width {
            let sums = unsafe sums.baseAddress! + Int(classes[x]) * Self.stride
            for plane in 0..<planes {
              let sample = unsafe Int32(original[x * planes + plane])
              unsafe Self.add(near.baseAddress!, plane * stride + x, sample, to: sums)
            }
          }
        }
      }
    }
  }

  /// - Parameters:
  ///   - near: five rows
  ///   - at: the index of the sample in its row
  private static func add(
    _ near: UnsafePointer<UnsafePointer<Int16>>, _ at: Int, _ original: Int32,
    to sums: UnsafeMutablePointer<Int64>
  ) {
    let center = unsafe Int32(near[2][at])
    let lost = original * 16 - center
    // Four lanes remain unused.
    var differences = SIMD16<Int32>()
    for pair in 0..<pairs {
      let (down, across) = (pair / 5 - 2, pair % 5 - 2)
      differences[pair] =
        unsafe Int32(near[2 + down][at + across]) + Int32(near[2 - down][at - across]) - 2 * center
    }
    for a in 0..<pairs {
      for b in a..<pairs {
        unsafe sums[a * pairs + b] += Int64(differences[a] &* differences[b])
      }
      unsafe sums[pairs * pairs + a] += Int64(differences[a] &* lost)
    }
  }

  /// Adds the sums of other rows.
  package mutating func add(_ other: PostFilterSums) {
    for index in sums.indices { sums[index] += other.sums[index] }
  }

  /// The normal equations of a class, in sixteenths of a sample's step: a symmetric matrix, pairs ×
  /// pairs, and a vector.
  package func equations(of kind: Int) -> (matrix: [Double], vector: [Double]) {
    let (pairs, start) = (Self.pairs, kind * Self.stride)
    let matrix = (0..<pairs * pairs).map {
      let (a, b) = ($0 / pairs, $0 % pairs)
      return Double(sums[start + min(a, b) * pairs + max(a, b)])
    }
    return (matrix, (0..<pairs).map { Double(sums[start + pairs * pairs + $0]) })
  }
}
