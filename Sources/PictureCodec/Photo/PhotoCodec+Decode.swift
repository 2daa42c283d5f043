import Entropy
import Networks
import Tensors

extension PhotoCodec {
  /// The codes of a body.
  package func codes(
    _ body: ArraySlice<UInt8>, size: PhotoSize, level: QualityLevel, coder: EntropyCoder
  ) throws(EntropyError) -> PhotoLatents {
    let reading = try PhotoReading(
      body, of: self, size: size, level: level, coder: coder, reconstructs: false)
    var bands: [LatentGrid] = []
    while let band = try reading.next() { bands.append(band.codes) }
    return PhotoLatents(bands: bands, hyperLatents: reading.hyperLatents)
  }
}
