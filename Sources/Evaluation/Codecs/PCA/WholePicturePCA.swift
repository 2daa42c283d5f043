import Foundation
import Images
import LinearAlgebra
import Tensors

/// Compression of pictures of one shape by their own principal components and an ideal entropy
/// coder.
///
/// A picture is one vector. Its coefficients are rounded to multiples of one step for all, as
/// reverse water-filling asks for (Cover and Thomas, Elements of Information Theory, section
/// 10.3), and counted at the zero-order entropy of each component: no code that treats
/// coefficients one by one takes less.
package struct WholePicturePCA: Sendable {
  private let pictures: PictureVectors
  private let components: PrincipalComponents
  /// Pictures × 1 × components, in sample steps.
  private let coefficients: Tensor
  /// The greatest magnitude of each component's coefficients.
  private let greatest: [Float]

  /// Vectors of up to `wholeLength` numbers have their covariance computed; for longer ones the
  /// first components are found, their number doubling up to `mostFound`.
  private static let (wholeLength, mostFound) = (1024, 1024)
  /// Pictures in one matrix product.
  private static let chunk = 256

  /// Finds the components that a mean PSNR needs, and the coefficients of all pictures.
  ///
  /// - Parameter decibels: the mean PSNR that the pictures are going to be coded at
  package static func learn(
    from pictures: PictureVectors, decibels: Double
  ) throws(EigenvectorsError) -> WholePicturePCA {
    let components = try self.components(of: pictures, decibels: decibels)
    var offsets = [Float](repeating: 0, count: components.vectors.rows)
    let mean = Tensor(
      rows: 1, columns: 1, channels: pictures.length, values: components.mean)
    for (index, product) in Pointwise(matrix: components.vectors)(mean).values.enumerated() {
      offsets[index] = -product
    }
    let analysis = Pointwise(weights: components.vectors.values, bias: offsets)
    var values: [Float] = []
    values.reserveCapacity(pictures.images.count * offsets.count)
    for range in chunks(of: pictures) {
      values += analysis(pictures.vectors(Array(range)[...])).values
    }
    var greatest = [Float](repeating: 0, count: offsets.count)
    for first in stride(from: 0, to: values.count, by: greatest.count) {
      for index in greatest.indices {
        greatest[index] = max(greatest[index], values[first + index].magnitude)
      }
    }
    return WholePicturePCA(
      pictures: pictures, components: components,
      coefficients: Tensor(
        rows: pictures.images.count, columns: 1, channels: greatest.count, values: values),
      greatest: greatest)
  }

  /// The number of pictures.
  package var count: Int { pictures.images.count }

  /// The rate and distortion of all pictures together.
  package struct Outcome: Sendable {
    /// Entropy of the coefficients, in bits.
    package var bits: Double
    /// Bits of the components and the mean; 0 where they are not counted.
    package var basisBits: Double
    /// The sum over pictures of their PSNR in decibels, 60 at most each.
    package var decibels: Double
  }

  /// Codes and decodes all pictures.
  ///
  /// - Parameters:
  ///   - step: the quantisation step in sample steps, above 0
  ///   - limit: the most components to use
  ///   - countsBasis: whether components are quantised and counted, too; else they are exact and
  ///     free
  ///   - jobs: chunks of pictures to decode at a time
  package func code(
    step: Float, limit: Int = .max, countsBasis: Bool, jobs: Int
  ) async -> Outcome {
    let used = Array(used(step: step).prefix(limit))
    var basis = Basis(components, used: used)
    if countsBasis { basis.round(step: step, pictures: count) }
    let synthesis = basis.synthesis
    let chunks = Self.chunks(of: pictures)
    let sums = await withTaskGroup(of: [Int: Double].self) { group in
      for first in 0..<jobs {
        group.addTask {
          var sums: [Int: Double] = [:]
          for index in stride(from: first, to: chunks.count, by: jobs) {
            sums[index] = decibels(of: chunks[index], used, step: step, by: synthesis)
          }
          return sums
        }
      }
      return await group.reduce(into: [:]) { $0.merge($1) { one, _ in one } }
    }
    return Outcome(
      bits: entropy(of: used, step: step), basisBits: basis.bits,
      // A fixed order of summation gives the same result with any number of jobs.
      decibels: chunks.indices.reduce(0) { $0 + (sums[$1] ?? 0) })
  }

  /// The components that have a coefficient other than zero; one at least.
  package func used(step: Float) -> [Int] {
    let used = greatest.indices.filter { (greatest[$0] / step).rounded() > 0 }
    return used.isEmpty ? [0] : used
  }

  private static func chunks(of pictures: PictureVectors) -> [Range<Int>] {
    let count = pictures.images.count
    return stride(from: 0, to: count, by: chunk).map { $0..<min($0 + chunk, count) }
  }

  private static func components(
    of pictures: PictureVectors, decibels: Double
  ) throws(EigenvectorsError) -> PrincipalComponents {
    let (n, all) = (pictures.length, Array(pictures.images.indices))
    if n <= wholeLength {
      return try .compute(of: pictures, among: all[...], count: n)
    }
    let asked = Double(n) * squaredError(decibels: decibels)
    var wanted = 128
    while true {
      wanted *= 2
      // Any seed will do; a fixed one makes runs repeatable.
      let found = try PrincipalComponents.approximate(
        of: pictures, among: all, atMost: wanted, key: 1)
      let (last, beyond) = (found.variances.last ?? 0, found.total - found.variances.reduce(0, +))
      let isEnough = beyond + Double(found.variances.count) * last < asked
      if isEnough || wanted >= mostFound || found.variances.count < wanted { return found }
    }
  }

  /// The zero-order entropy in bits of the rounded coefficients of some components.
  private func entropy(of used: [Int], step: Float) -> Double {
    let values = coefficients.values
    return used.reduce(0) { bits, component in
      let range = Int((greatest[component] / step).rounded())
      var counts = [Int](repeating: 0, count: 2 * range + 1)
      for index in stride(from: component, to: values.count, by: greatest.count) {
        counts[range + Int((values[index] / step).rounded())] += 1
      }
      return bits + idealBits(counts)
    }
  }

  private func decibels(
    of range: Range<Int>, _ used: [Int], step: Float, by synthesis: Pointwise
  ) -> Double {
    let values = coefficients.slice(rows: range).values
    var rounded: [Float] = []
    rounded.reserveCapacity(range.count * used.count)
    for row in 0..<range.count {
      for component in used {
        rounded.append((values[row * greatest.count + component] / step).rounded() * step)
      }
    }
    let decoded = synthesis(
      Tensor(rows: range.count, columns: 1, channels: used.count, values: rounded)
    ).values
    return range.enumerated().reduce(0) { sum, row in
      let original = pictures.images[row.element]
      let samples = decoded[row.offset * pictures.length..<(row.offset + 1) * pictures.length]
      let image = Image(
        width: original.width, height: original.height, channels: original.channels,
        samples: samples.map { UInt8(min(max($0.rounded(), 0), 255)) })
      return sum + min(psnr(image, original), PictureQuality.cappedPSNR)
    }
  }
}

/// The components that pictures are decoded with.
private struct Basis {
  private let mean: Tensor
  private let variances: [Double]
  /// Used components × 1 × numbers.
  private var vectors: Tensor
  /// Bits of components and mean; 0 where they are not counted.
  private(set) var bits = 0.0

  init(_ components: PrincipalComponents, used: [Int]) {
    mean = Tensor(
      rows: 1, columns: 1, channels: components.mean.count, values: components.mean)
    variances = used.map { components.variances[$0] }
    vectors = components.vectors.gatheringRows(used)
  }

  /// Rounds the components and counts them at their entropy, and the mean as 8-bit samples.
  ///
  /// A coefficient and a number of a component are factors of one product. The rate for a
  /// distortion is least where rounding the numbers of a component leaves 1 / pictures of the
  /// error that rounding its coefficients leaves, each relative to its standard deviation.
  mutating func round(step: Float, pictures: Int) {
    let n = mean.count
    var values = vectors.values
    bits = Double(8 * n)
    for (row, variance) in variances.enumerated() {
      let grain = step / Float((max(variance, 1e-9) * Double(pictures)).squareRoot())
      let greatest = Int((1 / grain).rounded(.up))
      var counts = [Int](repeating: 0, count: 2 * greatest + 1)
      for index in row * n..<(row + 1) * n {
        let multiple = (values[index] / grain).rounded()
        counts[greatest + min(max(Int(multiple), -greatest), greatest)] += 1
        values[index] = multiple * grain
      }
      bits += idealBits(counts)
    }
    vectors = Tensor(rows: variances.count, columns: 1, channels: n, values: values)
  }

  /// Coefficients → samples.
  var synthesis: Pointwise { Pointwise(transposing: vectors).biased(by: mean) }
}

/// The zero-order entropy in bits of values that occur this often: Σ −n·log₂(n / all).
private func idealBits(_ counts: [Int]) -> Double {
  let all = Double(counts.reduce(0, +))
  return counts.reduce(0) { $1 == 0 ? $0 : $0 - Double($1) * log2(Double($1) / all) }
}
