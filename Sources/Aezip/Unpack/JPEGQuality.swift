import Images

/// The quality of the JPEG files that lossy pictures come back as.
public enum JPEGQuality: Sendable, Equatable {
  /// The original's, or the highest at which the file is no larger than the original. Pictures that
  /// were packed without being decoded again have the original's.
  case fitting
  /// The original's quantisation tables and sampling.
  case original
  /// Hardly any loss, at full resolution of the colours: files take one to four times the
  /// original's bytes.
  case highest
  /// libjpeg's quality, 1…100, with the original's sampling.
  case quality(Int)

  /// The metadata of a picture whose file is to have this quality.
  func applied(to metadata: ImageMetadata) -> ImageMetadata {
    guard let coding = metadata.originalCoding else { return metadata }
    switch self {
    case .fitting: return metadata
    case .original: return metadata.coarsened(by: 0)
    case .highest: return metadata.coded(nil)
    case .quality(let quality): return metadata.coded(coding.at(quality: quality))
    }
  }
}
