import Aezip
import Autodiff
import Images

/// The error of a restorer on pictures of which a random quarter is hidden.
package struct RestorationMeasurement: Sendable {
  /// PSNR in dB over the hidden pixels of all pictures.
  package let restored: Double
  /// PSNR in dB if the mean of all pictures is filled in instead.
  package let meanPicture: Double

  /// Hides a random quarter of each picture, restores it and compares.
  ///
  /// - Parameters:
  ///   - pictures: at least one, of the model's size, all grey or all in colour
  ///   - jobs: pictures restored at a time
  /// - Throws: ``LatentError/sizeMismatch(found:expected:)``
  package static func measure(
    _ restorer: Restorer, _ pictures: [Image], seed: UInt64 = 0, jobs: Int = 1
  ) async throws -> RestorationMeasurement {
    let plain = pictures.map { restorer.inModelColours($0) }
    let count = plain[0].samples.count
    if let other = plain.first(where: { $0.samples.count != count }) {
      throw LatentError.sizeMismatch(
        found: "\(other.sizeText)×\(other.channels.count)",
        expected: ["\(plain[0].sizeText)×\(plain[0].channels.count)"])
    }
    let mean = (0..<count).map { index in
      plain.reduce(0.0) { $0 + Double($1.samples[index]) } / Double(plain.count)
    }
    let key = NoiseKey(seed: seed)
    var (restoring, averaging, hidden) = (0.0, 0.0, 0)
    try await Pipeline.run(Array(plain.enumerated()), width: jobs) { index, image in
      let unknown = quarter(of: image, key.derived(index))
      return (image, unknown, try restorer.restored(image, unknown: unknown))
    } consume: { image, unknown, made in
      let channels = image.channels.count
      for index in 0..<count where unknown[index / channels] {
        let truth = Double(image.samples[index])
        let errors = (Double(made.samples[index]) - truth, mean[index] - truth)
        restoring += errors.0 * errors.0
        averaging += errors.1 * errors.1
        hidden += 1
      }
    }
    return RestorationMeasurement(
      restored: decibels(restoring / Double(hidden)),
      meanPicture: decibels(averaging / Double(hidden)))
  }

  /// The pixels of a random rectangle of half the width and half the height.
  private static func quarter(of image: Image, _ key: NoiseKey) -> [Bool] {
    var key = key
    let hidden = HiddenRectangle(
      height: image.height, width: image.width, share: 0.25, key: &key)
    return (0..<image.pixelCount).map { pixel in
      hidden.rows.contains(pixel / image.width) && hidden.columns.contains(pixel % image.width)
    }
  }
}
