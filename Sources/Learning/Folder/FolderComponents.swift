import Autodiff
import LinearAlgebra
import Networks
import Tensors
import Training

/// Approximate principal components of a folder's pictures. Where mirrored pictures are as likely,
/// as with faces, every component can be even or odd, and half of a decoder's weights are zero.
package struct FolderComponents: Sendable {
  /// The mean picture, samples 0…1.
  package let mean: [Float]
  /// Variances of the components, descending. Even components come before odd ones.
  package let variances: [Double]
  /// Unit vectors, components × 1 × samples.
  package let vectors: Tensor
  /// The total variance, including components that were not found.
  package let total: Double
  /// The number of even components, with the rest odd; nil if they are neither.
  package let evens: Int?

  /// Computes the leading components.
  package static func find(
    in pictures: FolderPictures, atMost most: Int, key: NoiseKey
  ) throws(FolderError) -> FolderComponents {
    let found = try leading(pictures, most, key)
    return FolderComponents(
      mean: found.mean, variances: found.variances, vectors: found.vectors, total: found.total,
      evens: nil)
  }

  /// Computes the leading even and odd components. The width must be even.
  package static func findEvenAndOdd(
    in pictures: FolderPictures, atMost most: Int, key: NoiseKey
  ) throws(FolderError) -> FolderComponents {
    let even = try leading(PicturePart(pictures, isOdd: false), most, key.derived(1))
    let odd = try leading(PicturePart(pictures, isOdd: true), most, key.derived(2))
    let all = (even.variances + odd.variances).sorted(by: >)
    // These are the components wanted of both kinds.
    let least = all[min(most, all.count) - 1]
    let (e, o) = (
      even.variances.count { $0 >= least }, odd.variances.count { $0 >= least }
    )
    let shape = pictures.shape
    let (wholeEven, wholeOdd) = (
      PicturePart.whole(even.vectors.slice(rows: 0..<e), isOdd: false, shape),
      PicturePart.whole(odd.vectors.slice(rows: 0..<o), isOdd: true, shape)
    )
    var vectors = TensorBuilder(rows: e + o, columns: 1, channels: shape.count)
    vectors.append(wholeEven)
    vectors.append(wholeOdd)
    let means = [(even, false), (odd, true)].map { found, isOdd in
      let row = Tensor(rows: 1, columns: 1, channels: found.mean.count, values: found.mean)
      return PicturePart.whole(row, isOdd: isOdd, shape)
    }
    return FolderComponents(
      mean: means[0].combined(.sum, means[1]).values,
      variances: Array(even.variances.prefix(e) + odd.variances.prefix(o)),
      vectors: vectors.finish(), total: even.total + odd.total, evens: e)
  }

  /// Keeps the components of largest variance.
  package func leading(_ count: Int) -> FolderComponents {
    let order = variances.indices.sorted { (variances[$1], $0) < (variances[$0], $1) }
    let kept = order.prefix(count).sorted()
    return FolderComponents(
      mean: mean, variances: kept.map { variances[$0] }, vectors: vectors.gatheringRows(kept),
      total: total, evens: evens.map { evens in kept.count { $0 < evens } })
  }

  /// Estimates the extra bits that latents of these components cost per picture. Both sides have
  /// equally many latents, and all of them make up for the variance not found.
  package func extraBits(over other: FolderComponents, count: Int) -> Double {
    let count = min(variances.count, other.variances.count, count)
    let (own, others) = (variances.sorted(by: >).prefix(count), other.variances.prefix(count))
    let (left, leftByOthers) = (total - own.reduce(0, +), total - others.reduce(0, +))
    func ratio(_ one: Double, _ other: Double) -> Float {
      Float(max(one, 1e-12) / max(other, 1e-12))
    }
    let ratios = zip(own, others).map(ratio)
    let logs = Tensor.vector(ratios + [ratio(left, leftByOthers)]).mapped(.logarithm).values
    let halves = logs.prefix(count).reduce(0, +) + Float(count) * logs[count]
    return Double(halves) / (2 * 0.6931471805599453)
  }

  private static func leading(
    _ source: some SampleSource, _ most: Int, _ key: NoiseKey
  ) throws(FolderError) -> PrincipalComponents {
    var key = key
    do throws(EigenvectorsError) {
      return try PrincipalComponents.approximate(
        of: source, among: Array(0..<source.count), atMost: most, key: key.next())
    } catch {
      throw .components(error)
    }
  }
}

/// The even or odd parts of pictures under mirroring, as pictures of half the width and equal
/// variance.
private struct PicturePart: SampleSource {
  private let pictures: FolderPictures
  private let isOdd: Bool
  let shape: SampleShape

  init(_ pictures: FolderPictures, isOdd: Bool) {
    let whole = pictures.shape
    self.pictures = pictures
    self.isOdd = isOdd
    shape = SampleShape(
      height: whole.height, width: whole.width / 2, channels: whole.channels)
  }

  var count: Int { pictures.count }

  func tensor(_ indices: ArraySlice<Int>) -> Tensor {
    let folded = pictures.tensor(indices).folded()
    let first = isOdd ? shape.channels : 0
    return folded.channels(first..<first + shape.channels).scaled(by: Float(0.5).squareRoot())
  }

  /// Expands parts to whole pictures, rows × 1 × samples.
  ///
  /// - Parameter shape: the shape of the pictures
  static func whole(_ parts: Tensor, isOdd: Bool, _ shape: SampleShape) -> Tensor {
    parts.reshaped(
      rows: parts.rows * shape.height, columns: shape.width / 2, channels: shape.channels
    )
    .channelsPlaced(at: isOdd ? shape.channels : 0, of: 2 * shape.channels)
    .scaled(by: Float(0.5).squareRoot()).unfolded()
    .reshaped(rows: parts.rows, columns: 1, channels: shape.count)
  }
}
