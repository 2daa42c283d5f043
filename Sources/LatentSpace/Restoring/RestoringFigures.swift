import Aezip
import Autodiff
import Images

/// How near what a restorer fills in comes to what was there, a random quarter of each picture
/// hidden.
package struct RestoringFigures: Sendable {
  /// PSNR in dB over the hidden pixels of all pictures.
  package let restored: Double
  /// The same of the mean of the pictures.
  package let meanPicture: Double

  /// - Parameters:
  ///   - pictures: of the model's size, with colour or all without; at least one
  ///   - jobs: pictures worked on at a time
  package init(
    of restorer: Restorer, _ pictures: [Image], seed: UInt64 = 0, jobs: Int = 1
  ) async throws {
    let plain = pictures.map { restorer.inItsColours($0) }
    let count = plain[0].samples.count
    guard plain.allSatisfy({ $0.samples.count == count }) else {
      throw LatentError.otherSize(
        query: "not like the first", known: ["\(plain[0].width)×\(plain[0].height)"])
    }
    let mean = (0..<count).map { place in
      plain.reduce(0.0) { $0 + Double($1.samples[place]) } / Double(plain.count)
    }
    let key = NoiseKey(seed: seed)
    var (restoring, averaging, hidden) = (0.0, 0.0, 0)
    try await Pipeline.run(Array(plain.enumerated()), width: jobs) { index, image in
      let unknown = Self.quarter(of: image, key.derived(index))
      return (image, unknown, try restorer.restored(image, unknown: unknown))
    } consume: { image, unknown, made in
      let channels = image.channels.count
      for place in 0..<count where unknown[place / channels] {
        let truth = Double(image.samples[place])
        let errors = (Double(made.samples[place]) - truth, mean[place] - truth)
        restoring += errors.0 * errors.0
        averaging += errors.1 * errors.1
        hidden += 1
      }
    }
    restored = decibels(restoring / Double(hidden))
    meanPicture = decibels(averaging / Double(hidden))
  }

  /// A rectangle of half the width and half the height.
  private static func quarter(of image: Image, _ key: NoiseKey) -> [Bool] {
    var key = key
    let hidden = HiddenRectangle(
      height: image.height, width: image.width, share: 0.25, key: &key)
    return (0..<image.pixelCount).map { pixel in
      hidden.rows.contains(pixel / image.width) && hidden.columns.contains(pixel % image.width)
    }
  }
}
