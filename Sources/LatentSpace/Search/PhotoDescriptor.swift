import Images
import Networks
import Tensors

/// The numbers by which photographs are compared: the mean magnitude of each latent channel over
/// the picture, and its mean in each of 4 × 4 fields.
///
/// A channel responds to a pattern of about sixteen pixels. Magnitudes describe texture; field
/// means describe where light, dark and colours are. Neither describes what a picture shows.
enum PhotoDescriptor {
  /// Fields on each side.
  static let side = 4

  /// The length of a descriptor.
  static func width(channels: Int) -> Int { (1 + side * side) * channels }

  /// The descriptor of a picture, encoded at a level.
  static func numbers(of image: Image, by model: PhotoModel, _ level: QualityLevel) -> [Float] {
    let size = PhotoSize(width: image.width, height: image.height)
    let found = model.quantisedLatents(
      of: image.withoutAlpha.inColour.samples, size: size, level: level)
    return numbers(found.latents, size: size, steps: model.steps(at: level))
  }

  /// The descriptor of a photograph.
  ///
  /// - Parameters:
  ///   - latents: quantised, rows × columns × channels
  ///   - steps: quantisation step of each channel
  /// - Returns: the mean magnitude of each channel, then the means of the fields divided by
  ///   ``side``, so that all fields together weigh as much as the magnitudes
  static func numbers(_ latents: LatentGrid, size: PhotoSize, steps: [Float]) -> [Float] {
    let channels = latents.channels
    // Positions beyond the picture repeat its edge and are left out.
    let (rows, columns) = ((size.height + 15) / 16, (size.width + 15) / 16)
    let values = latents.symbols
    var descriptor = [Float](repeating: 0, count: width(channels: channels))
    for field in 0..<side * side {
      // In a small picture one position belongs to several fields.
      let (down, right) = (field / side, field % side)
      let ys = range(down, of: rows)
      let xs = range(right, of: columns)
      let share = 1 / Float(ys.count * xs.count)
      let first = (1 + field) * channels
      for y in ys {
        for x in xs {
          let position = (y * latents.columns + x) * channels
          for channel in 0..<channels {
            let value = Float(values[position + channel]) * steps[channel] * share
            descriptor[channel] += value.magnitude / Float(side * side)
            descriptor[first + channel] += value / Float(side)
          }
        }
      }
    }
    return descriptor
  }

  private static func range(_ field: Int, of count: Int) -> Range<Int> {
    let first = field * count / side
    return first..<max(first + 1, (field + 1) * count / side)
  }
}
