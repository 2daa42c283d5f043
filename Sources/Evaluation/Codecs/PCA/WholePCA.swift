import Foundation
import Images
import LinearAlgebra
import Tensors

/// Compression of like pictures by their own principal components and an ideal coder.
///
/// A picture is one vector. Its coefficients are rounded to multiples of one step for all, as
/// reverse water-filling has it, and counted at the entropy of how often each value of a component
/// occurs: less than any code takes that treats them one by one.
package struct WholePCA: Sendable {
  private let pictures: LikePictures
  private let components: PrincipalComponents
  /// Pictures × 1 × components, in sample steps.
  private let coefficients: Tensor
  /// The greatest magnitude of each component's coefficients.
  private let greatest: [Float]

  /// Vectors of so many numbers have their covariance taken; of longer ones some components are
  /// found, by doubling up to so many.
  private static let (wholeLength, mostFound) = (1024, 1024)
  /// Pictures multiplied together.
  private static let chunk = 256

  /// Finds as many components as it takes at a mean PSNR.
  ///
  /// - Parameter decibels: what the pictures are going to be coded at
  package init(of pictures: LikePictures, decibels: Double) throws(EigenvectorsError) {
    let components = try Self.components(of: pictures, decibels: decibels)
    var offsets = [Float](repeating: 0, count: components.vectors.rows)
    let mean = Tensor(
      rows: 1, columns: 1, channels: pictures.length, values: components.mean)
    for (index, product) in Pointwise(matrix: components.vectors)(mean).values.enumerated() {
      offsets[index] = -product
    }
    let analysis = Pointwise(weights: components.vectors.values, bias: offsets)
    var values: [Float] = []
    values.reserveCapacity(pictures.images.count * offsets.count)
    for range in Self.chunks(of: pictures) {
      values += analysis(pictures.vectors(Array(range)[...])).values
    }
    var greatest = [Float](repeating: 0, count: offsets.count)
    for first in stride(from: 0, to: values.count, by: greatest.count) {
      for index in greatest.indices {
        greatest[index] = max(greatest[index], values[first + index].magnitude)
      }
    }
    self.pictures = pictures
    self.components = components
    self.greatest = greatest
    coefficients = Tensor(
      rows: pictures.images.count, columns: 1, channels: greatest.count, values: values)
  }

  /// Pictures there are.
  package var count: Int { pictures.images.count }

  /// What the pictures come to.
  package struct Outcome: Sendable {
    /// Of the coefficients, ideally coded.
    package var bits: Double
    /// Of the components and the mean.
    package var basisBits: Double
    /// The sum over pictures of their PSNR in decibels, 60 at most.
    package var decibels: Double
  }

  /// Codes and decodes all pictures.
  ///
  /// - Parameters:
  ///   - step: what coefficients are rounded to multiples of, in sample steps, above 0
  ///   - limit: components to use at most
  ///   - countsBasis: whether components are rounded, too, and counted; else they are exact and free
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
      // In order, so that rounding does not depend on the number of jobs.
      decibels: chunks.indices.reduce(0) { $0 + (sums[$1] ?? 0) })
  }

  /// The components of which some coefficient is not nought; one at least.
  package func used(step: Float) -> [Int] {
    let used = greatest.indices.filter { (greatest[$0] / step).rounded() > 0 }
    return used.isEmpty ? [0] : used
  }

  private static func chunks(of pictures: LikePictures) -> [Range<Int>] {
    let count = pictures.images.count
    return stride(from: 0, to: count, by: chunk).map { $0..<min($0 + chunk, count) }
  }

  private static func components(
    of pictures: LikePictures, decibels: Double
  ) throws(EigenvectorsError) -> PrincipalComponents {
    let (n, all) = (pictures.length, Array(pictures.images.indices))
    if n <= wholeLength { return try PrincipalComponents(of: pictures, among: all[...], count: n) }
    let asked = Double(n) * squaredError(decibels: decibels)
    var wanted = 128
    while true {
      wanted *= 2
      // Any number will do to begin with, always the same one.
      let found = try PrincipalComponents(of: pictures, among: all, atMost: wanted, key: 1)
      let (last, beyond) = (found.variances.last ?? 0, found.total - found.variances.reduce(0, +))
      let isEnough = beyond + Double(found.variances.count) * last < asked
      if isEnough || wanted >= mostFound || found.variances.count < wanted { return found }
    }
  }

  /// Bits of the rounded coefficients of some components, by how often each value occurs.
  private func entropy(of used: [Int], step: Float) -> Double {
    let values = coefficients.values
    return used.reduce(0) { bits, component in
      let range = Int((greatest[component] / step).rounded())
      var counts = [Int](repeating: 0, count: 2 * range + 1)
      for place in stride(from: component, to: values.count, by: greatest.count) {
        counts[range + Int((values[place] / step).rounded())] += 1
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
    return range.enumerated().reduce(0) { sum, place in
      let original = pictures.images[place.element]
      let samples = decoded[place.offset * pictures.length..<(place.offset + 1) * pictures.length]
      let image = Image(
        width: original.width, height: original.height, channels: original.channels,
        samples: samples.map { UInt8(min(max($0.rounded(), 0), 255)) })
      return sum + min(psnr(image, original), PictureQuality.cappedPSNR)
    }
  }
}

/// Some components, to decode by.
private struct Basis {
  private let mean: Tensor
  private let variances: [Double]
  /// Used components × 1 × numbers.
  private var vectors: Tensor
  /// What components and mean take; 0 where they are not counted.
  private(set) var bits = 0.0

  init(_ components: PrincipalComponents, used: [Int]) {
    mean = Tensor(
      rows: 1, columns: 1, channels: components.mean.count, values: components.mean)
    variances = used.map { components.variances[$0] }
    vectors = components.vectors.gatheringRows(used)
  }

  /// Rounds the components, and counts them at the entropy of their numbers, and the mean as samples.
  ///
  /// A coefficient and a component's number are factors of one product: at the least rate for a
  /// distortion, what rounding the numbers of a component leaves is 1 / pictures of what rounding
  /// the coefficients does, each number relative to its deviation.
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

/// Σ −log₂ of how often each value occurs among all.
private func idealBits(_ counts: [Int]) -> Double {
  let all = Double(counts.reduce(0, +))
  return counts.reduce(0) { $1 == 0 ? $0 : $0 - Double($1) * log2(Double($1) / all) }
}
