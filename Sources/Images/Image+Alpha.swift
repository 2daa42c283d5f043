/// Alpha goes its own way through the archiver, so it can be taken off and put back.
extension Image {
  /// `[height, width]`: the alpha of every pixel, 255 for opaque; nil where there is no alpha.
  package var alphaPlane: [UInt8]? {
    guard channels.hasAlpha else { return nil }
    return stride(from: channels.count - 1, to: samples.count, by: channels.count).map {
      samples[$0]
    }
  }

  /// `[height, width, channels.withoutAlpha.count]`: the samples less alpha.
  ///
  /// Pixels of alpha 0 keep whatever colour they have.
  package var colourSamples: [UInt8] {
    guard channels.hasAlpha else { return samples }
    let colours = channels.withoutAlpha.count
    var colour: [UInt8] = []
    colour.reserveCapacity(pixelCount * colours)
    for start in stride(from: 0, to: samples.count, by: channels.count) {
      for index in start..<start + colours { colour.append(samples[index]) }
    }
    return colour
  }

  /// This image less alpha.
  package var withoutAlpha: Image {
    Image(
      width: width, height: height, channels: channels.withoutAlpha, samples: colourSamples)
  }

  /// This image, which has no alpha, with that of `plane`, `[height, width]`; unchanged for nil.
  package func joined(withAlpha plane: [UInt8]?) -> Image {
    guard let plane else { return self }
    precondition(!channels.hasAlpha, "the image has alpha already")
    precondition(plane.count == pixelCount, "alpha must cover the image")
    var joined: [UInt8] = []
    joined.reserveCapacity(samples.count + plane.count)
    for (pixel, alpha) in plane.enumerated() {
      let start = pixel * channels.count
      for index in start..<start + channels.count { joined.append(samples[index]) }
      joined.append(alpha)
    }
    return Image(width: width, height: height, channels: channels.withAlpha, samples: joined)
  }
}
