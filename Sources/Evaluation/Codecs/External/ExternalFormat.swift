/// A format that other programs encode and decode, and the arguments they take.
package enum ExternalFormat: String, CaseIterable, Sendable {
  /// libwebp's cwebp and dwebp.
  case webp
  /// libavif's avifenc and avifdec; encoding by libaom.
  case avif
  /// libjxl's cjxl and djxl.
  case jxl

  /// The format's name for people.
  package var name: String {
    switch self {
    case .webp: "WebP"
    case .avif: "AVIF"
    case .jxl: "JPEG XL"
    }
  }

  /// Settings from coarse to fine: about 27…44 dB on photographs, as far as the format reaches.
  package var settings: [ExternalSetting] {
    switch self {
    case .webp: [1, 10, 30, 50, 68, 80, 88, 94, 98].map { ExternalSetting("quality", $0) }
    case .avif: [57, 50, 43, 36, 29, 22, 16, 11, 6].map { ExternalSetting("cq-level", $0) }
    case .jxl: [10, 7, 4.5, 3, 2, 1.4, 1, 0.6, 0.3].map { ExternalSetting("distance", $0) }
    }
  }

  package var encoder: String {
    switch self {
    case .webp: "cwebp"
    case .avif: "avifenc"
    case .jxl: "cjxl"
    }
  }

  package var decoder: String {
    switch self {
    case .webp: "dwebp"
    case .avif: "avifdec"
    case .jxl: "djxl"
    }
  }

  package var fileExtension: String { rawValue }

  var versionOption: String { self == .webp ? "-version" : "--version" }

  /// The options that matter to compression.
  package var optionsDescription: String {
    switch self {
    case .webp: "-m 6 -q Q"
    case .avif: "-s 6 -y 444 -a end-usage=q -a cq-level=Q"
    case .jxl: "-e 7 -d D"
    }
  }

  /// Arguments that make the encoder turn a PNG file into a lossy file of this format.
  func encoding(
    _ input: String, to output: String, at setting: ExternalSetting, isColour: Bool
  ) -> [String] {
    switch self {
    case .webp:
      // Without -mt it uses one thread.
      ["-quiet", "-m", "6", "-q", setting.text, "-metadata", "none", input, "-o", output]
    case .avif:
      // libavif 0.11 has no -q. Later versions deprecate --min and --max in favour of it but keep
      // them (libavif's pull request 2535). With end-usage=q the level decides, between these
      // bounds.
      [
        "-c", "aom", "-j", "1", "-s", "6", "-y", isColour ? "444" : "400", "--min", "0", "--max",
        "63", "-a", "end-usage=q", "-a", "cq-level=" + setting.text, input, output,
      ]
    case .jxl:
      // Modular mode 0 is VarDCT, also where the encoder would choose otherwise.
      [
        input, output, "-d", setting.text, "-e", "7", "-m", "0", "--num_threads=1", "--quiet",
      ]
    }
  }

  /// Arguments that make the decoder turn a file of this format into an 8-bit PNG file.
  func decoding(_ input: String, to output: String) -> [String] {
    switch self {
    case .webp: ["-quiet", input, "-o", output]
    case .avif: ["-j", "1", "-d", "8", input, output]
    case .jxl: [input, output, "--bits_per_sample=8", "--num_threads=1", "--quiet"]
    }
  }
}

/// A value on the quality scale of an external codec.
package struct ExternalSetting: Equatable, Sendable, CustomStringConvertible {
  /// The codec's name of the scale, as in "quality".
  package let scale: String
  package let value: Double

  init(_ scale: String, _ value: Double) {
    self.scale = scale
    self.value = value
  }

  /// As reports show it, as in "quality 75".
  package var description: String { "\(scale) \(text)" }

  /// The value as an argument.
  package var text: String { value == value.rounded() ? String(Int(value)) : String(value) }
}
