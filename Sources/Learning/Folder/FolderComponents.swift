import Autodiff
import LinearAlgebra
import Networks
import Tensors
import Training

/// The principal components of a folder's pictures, or nearly: where each picture is as likely to
/// be seen in a mirror, as faces are, every component may be even or odd. Half of a decoder's
/// weights are nought then.
package struct FolderComponents: Sendable {
  /// Of samples 0…1.
  package let mean: [Float]
  /// Of components, descending; where they are even and odd, those of the even ones first.
  package let variances: [Double]
  /// components × 1 × numbers, each of length 1.
  package let vectors: Tensor
  /// The sum of all variances, those of components not found too.
  package let total: Double
  /// How many of the components are even, the others being odd; nil where they are neither.
  package let evens: Int?

  /// - Parameter most: components wanted
  package init(of pictures: FolderPictures, atMost most: Int, key: NoiseKey) throws(FolderError) {
    let found = try Self.leading(pictures, most, key)
    (mean, variances, vectors) = (found.mean, found.variances, found.vectors)
    (total, evens) = (found.total, nil)
  }

  /// Even and odd ones; the width must be even.
  package init(
    evenAndOddOf pictures: FolderPictures, atMost most: Int, key: NoiseKey
  ) throws(FolderError) {
    let even = try Self.leading(PicturePart(pictures, isOdd: false), most, key.derived(1))
    let odd = try Self.leading(PicturePart(pictures, isOdd: true), most, key.derived(2))
    let all = (even.variances + odd.variances).sorted(by: >)
    // Those that are wanted of both.
    let least = all[min(most, all.count) - 1]
    let (e, o) = (
      even.variances.count { $0 >= least }, odd.variances.count { $0 >= least }
    )
    variances = Array(even.variances.prefix(e) + odd.variances.prefix(o))
    let shape = pictures.shape
    let (wholeEven, wholeOdd) = (
      PicturePart.whole(even.vectors.slice(rows: 0..<e), isOdd: false, shape),
      PicturePart.whole(odd.vectors.slice(rows: 0..<o), isOdd: true, shape)
    )
    var vectors = TensorBuilder(rows: e + o, columns: 1, channels: shape.count)
    vectors.append(wholeEven)
    vectors.append(wholeOdd)
    self.vectors = vectors.finish()
    let means = [(even, false), (odd, true)].map { found, isOdd in
      let row = Tensor(rows: 1, columns: 1, channels: found.mean.count, values: found.mean)
      return PicturePart.whole(row, isOdd: isOdd, shape)
    }
    mean = means[0].combined(.sum, means[1]).values
    total = even.total + odd.total
    evens = e
  }

  private init(_ other: FolderComponents, kept: [Int]) {
    (mean, total) = (other.mean, other.total)
    variances = kept.map { other.variances[$0] }
    vectors = other.vectors.gatheringRows(kept)
    evens = other.evens.map { evens in kept.count { $0 < evens } }
  }

  /// The same, of as many components as are given, those of the largest variances.
  package func leading(_ count: Int) -> FolderComponents {
    let order = variances.indices.sorted { (variances[$1], $0) < (variances[$0], $1) }
    return FolderComponents(self, kept: order.prefix(count).sorted())
  }

  /// What codes of these components cost more a picture than those of others, in bits, about:
  /// they are as many, and the variance not found is made good by all.
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
      return try PrincipalComponents(
        of: source, among: Array(0..<source.count), atMost: most, key: key.next())
    } catch {
      throw .components(error)
    }
  }
}

/// What of pictures is even or odd where they are mirrored, as pictures half as wide that have as
/// much variance.
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

  func objects(_ indices: ArraySlice<Int>) -> Tensor {
    let folded = pictures.objects(indices).folded()
    let first = isOdd ? shape.channels : 0
    return folded.channels(first..<first + shape.channels).scaled(by: Float(0.5).squareRoot())
  }

  /// Parts as the pictures they are parts of: rows × 1 × numbers.
  ///
  /// - Parameter shape: of the pictures
  static func whole(_ parts: Tensor, isOdd: Bool, _ shape: SampleShape) -> Tensor {
    parts.reshaped(
      rows: parts.rows * shape.height, columns: shape.width / 2, channels: shape.channels
    )
    .channelsPlaced(at: isOdd ? shape.channels : 0, of: 2 * shape.channels)
    .scaled(by: Float(0.5).squareRoot()).unfolded()
    .reshaped(rows: parts.rows, columns: 1, channels: shape.count)
  }
}
