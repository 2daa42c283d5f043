/// The file formats pictures come in; raw values are part of the archive format.
package enum ImageFormat: UInt8, CaseIterable, Sendable {
  /// PNG (ISO/IEC 15948).
  case png = 1
  /// JPEG (ITU-T T.81).
  case jpeg = 2

  /// The format whose signature `bytes` begin with; says nothing about the rest of them.
  package init?(sniffing bytes: some Sequence<UInt8>) {
    if bytes.starts(with: Self.pngSignature) {
      self = .png
    } else if bytes.starts(with: Self.jpegSignature) {
      self = .jpeg
    } else {
      return nil
    }
  }

  static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Start of image, and the first byte of the marker after it.
  static let jpegSignature: [UInt8] = [0xFF, 0xD8, 0xFF]
}
