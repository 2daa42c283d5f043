import Bytes
import Foundation
import Images

/// The JPEG file that a picture comes back as, no larger than the original.
struct CopiedFile {
  private let picture: InputPicture
  private var writer: OutputPicture
  private var bytes = GatheredBytes()
  private var coarseness = 0

  /// Begins the file; throws ``ImageError``.
  init(of picture: InputPicture) throws(ImageError) {
    self.picture = picture
    writer = try Self.writer(of: picture, coarseness: 0)
  }

  private static func writer(
    of picture: InputPicture, coarseness: Int
  ) throws(ImageError) -> OutputPicture {
    try OutputPicture(
      picture.shape.withoutAlpha, picture.metadata.coarsened(by: coarseness))
  }

  /// Takes the next decoded rows.
  mutating func take(_ rows: [UInt8]) throws(ImageError) {
    bytes.append(try writer.append(rows))
  }

  /// Writes the file again, coarser, while it is larger than the original.
  ///
  /// - Parameter decode: decodes the picture again
  /// - Returns: the least coarseness at which it is no larger; nil if there is none
  mutating func fit(decodingAgain decode: ReconstructionMeter.Decoding) throws -> Int? {
    guard picture.metadata.originalCoding != nil, let limit = picture.fileSize else { return 0 }
    // Too coarse is `large`, which does not fit; the finest known to fit is `small`.
    var (large, small) = (0, nil as CopiedFile?)
    var last = self
    while true {
      if last.bytes.count <= limit {
        small = last
      } else {
        large = last.coarseness
        guard large < OriginalCoding.coarsest else { return nil }
      }
      let end = small?.coarseness ?? OriginalCoding.coarsest + 1
      guard large + 1 < end else { break }
      let ratio = log(Double(last.bytes.count) / Double(limit))
      let guess = last.coarseness + Int((ratio / Self.logarithmOfStep).rounded(.up))
      last.coarseness = min(max(guess, large + 1), end - 1)
      last.writer = try Self.writer(of: picture, coarseness: last.coarseness)
      last.bytes = GatheredBytes()
      try decode { try last.take($0) }
    }
    if let small { self = small }
    return coarseness
  }

  /// A step of coarseness makes files about a sixteenth smaller.
  private static let logarithmOfStep = 0.06

  /// The error of the file, which loses a little more than the decoded picture.
  ///
  /// - Parameter windows: receives the errors of windows, if it is there
  func error(windows: inout WindowError?) throws(ImageError) -> VisibleError {
    let (original, copy) = (try picture.rows(), try InputPicture(bytes).rows())
    var error = VisibleError()
    while copy.remaining > 0 {
      let count = min(copy.remaining, 64)
      let (before, after) = (try original.next(count), try copy.next(count))
      error.add(before, after)
      windows?.add(before, after)
    }
    return error
  }
}
