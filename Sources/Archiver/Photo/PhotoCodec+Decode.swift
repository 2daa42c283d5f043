import Entropy
import Networks
import Tensors

extension PhotoCodec {
  /// The codes of a body.
  func codes(
    _ body: ArraySlice<UInt8>, size: PhotoSize, level: Level, coder: Coder
  ) throws(EntropyError) -> PhotoCodes {
    let reading = try PhotoReading(
      body, of: self, size: size, level: level, coder: coder, paints: false)
    var bands: [CodeGrid] = []
    while let band = try reading.next() { bands.append(band.codes) }
    return PhotoCodes(bands: bands, hyperLatents: reading.hyperLatents)
  }
}
