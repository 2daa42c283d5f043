import Entropy
import Images

/// The rows of a picture of blocks while it is decoded, from the top.
package final class BlockRows {
  private var decoder: BlockDecoder
  private let base: PhotoRows?
  /// Rows of the base that are not used yet.
  private var strips: RowStrips
  private var remaining: Int

  /// - Parameters:
  ///   - layer: what ``BlockEncoder/finish()`` returned; untrusted
  ///   - base: what the layer corrects; nil if it is the picture itself
  ///   - shape: grey or RGB, without alpha
  package init(
    layer: ArraySlice<UInt8>, base: PhotoRows? = nil, shape: ImageShape
  ) throws(EntropyError) {
    decoder = try BlockDecoder(layer, shape: shape, hasBase: base != nil)
    self.base = base
    strips = RowStrips(line: shape.line)
    remaining = shape.height
  }

  /// Decodes the samples of the next rows, at most eight; nil behind the last. Throws
  /// ``EntropyError`` if the layer or its base is malformed or goes on.
  package func next() throws(EntropyError) -> [UInt8]? {
    let count = min(8, remaining)
    guard let base else { return try decoder.next(base: nil) }
    guard count > 0 else {
      // The base must end as well.
      while try base.next() != nil {}
      return try decoder.next(base: nil)
    }
    while !strips.has(count), let rows = try base.next() { strips.append(rows) }
    remaining -= count
    return try decoder.next(base: strips.next(count))
  }
}

extension BlockRows {
  /// Separates the layer from the latents that it corrects: the layer's byte count as a
  /// variable-length integer, the layer, then the latents.
  package static func split(
    _ body: ArraySlice<UInt8>
  ) throws(EntropyError) -> (layer: ArraySlice<UInt8>, latents: ArraySlice<UInt8>) {
    let streams = try SymbolStream.split(body, count: 2)
    return (streams[0], streams[1])
  }
}
