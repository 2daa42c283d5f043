extension Image {
  /// This image with three colour samples a pixel, all equal where it is grey; alpha stays.
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

  /// This image without colour: the mean of red, green and blue, rounded; alpha stays.
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
