// The archiver codes alpha and colour separately.
extension Image {
  /// `[height, width]`: the alpha of every pixel, 255 for opaque; nil for images without alpha.
  package var alphaPlane: [UInt8]? {
    guard channels.hasAlpha else { return nil }
    return stride(from: channels.count - 1, to: samples.count, by: channels.count).map {
      samples[$0]
    }
  }

  /// `[height, width, channels.withoutAlpha.count]`: the samples without alpha.
  ///
  /// Pixels of alpha 0 keep the colour they have.
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

  /// This image without alpha.
  package var withoutAlpha: Image {
    Image(
      width: width, height: height, channels: channels.withoutAlpha, samples: colourSamples)
  }

  /// This image, which has no alpha, with `plane`, `[height, width]`, as its alpha; unchanged for
  /// nil.
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

extension Image {
  /// This image with three colour samples in every pixel, equal ones if it is grey; alpha stays.
  package var inColour: Image {
    guard !channels.isColour else { return self }
    var colour: [UInt8] = []
    colour.reserveCapacity(samples.count + 2 * pixelCount)
    for start in stride(from: 0, to: samples.count, by: channels.count) {
      for _ in 0..<3 { colour.append(samples[start]) }
      if channels.hasAlpha { colour.append(samples[start + 1]) }
    }
    let kind = Channels(isColour: true, hasAlpha: channels.hasAlpha)
    return Image(width: width, height: height, channels: kind, samples: colour)
  }

  /// This image in grey: the rounded mean of red, green and blue; alpha stays.
  package var inGrey: Image {
    guard channels.isColour else { return self }
    var grey: [UInt8] = []
    grey.reserveCapacity(2 * pixelCount)
    for start in stride(from: 0, to: samples.count, by: channels.count) {
      let sum = samples[start..<start + 3].reduce(0) { $0 + Int($1) }
      grey.append(UInt8((sum + 1) / 3))
      if channels.hasAlpha { grey.append(samples[start + 3]) }
    }
    let kind = Channels(isColour: false, hasAlpha: channels.hasAlpha)
    return Image(width: width, height: height, channels: kind, samples: grey)
  }
}
