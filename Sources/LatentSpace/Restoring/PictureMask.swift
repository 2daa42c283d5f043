import Images

extension Image {
  /// Which pixels are to be filled in: where a mask is white, or as light as white at least as
  /// black; without one, where the picture is transparent.
  ///
  /// - Throws: ``LatentError/otherMask(mask:picture:)``, ``LatentError/nothingMissing``
  package func unknownPixels(mask: Image?) throws(LatentError) -> [Bool] {
    let unknown: [Bool]
    if let mask {
      guard mask.width == width, mask.height == height else {
        throw .otherMask(
          mask: "\(mask.width)×\(mask.height)", picture: "\(width)×\(height)")
      }
      unknown = mask.withoutAlpha.inGrey.samples.map { $0 >= 128 }
    } else {
      unknown = (alphaPlane ?? []).map { $0 < 128 }
    }
    guard unknown.contains(true) else { throw .nothingMissing }
    return unknown
  }
}
