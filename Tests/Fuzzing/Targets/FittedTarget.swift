import FittedCodec

extension FuzzTarget {
  /// The size of a picture, a byte whether it is grey, and a fitted picture.
  static let fitted = FuzzTarget(
    name: "fitted",
    seeds: { _ in
      [0, 1].map { grey in
        let (width, height, channels) = (27, 18, grey == 0 ? 3 : 1)
        let samples = (0..<width * height * channels).map { UInt8($0 * $0 / 40 % 200) }
        let body = try? PictureFitting(errorPerBit: 100, steps: 4, threads: 1)
          .encode(samples, width: width, height: height, channels: channels)
        return [UInt8(width), UInt8(height), UInt8(grey)] + (body ?? [])
      }
    }
  ) { input in
    guard input.count > 3 else { return }
    let (width, height) = (max(Int(input[0]) & 63, 1), max(Int(input[1]) & 63, 1))
    let channels = input[2] & 1 == 0 ? 3 : 1
    guard
      let rows = try? FittedRows(input[3...], width: width, height: height, channels: channels)
    else { return }
    var count = 0
    do {
      while let next = try rows.next() { count += next.count }
    } catch { return }
    expect(count == width * height * channels, "a picture that is decoded has all its samples")
  }
}
