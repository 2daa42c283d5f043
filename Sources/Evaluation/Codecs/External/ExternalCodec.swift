import Images

/// An image codec in the form of two other programs, an encoder and a decoder, that exchange files.
package struct ExternalCodec: Sendable {
  package let format: ExternalFormat
  /// The encoder's name and the first line of its version.
  package let version: String
  /// How long one run of a program may take, before the pixels count.
  package let patience: Duration
  private let encoder: ExternalTool
  private let decoder: ExternalTool

  /// Finds the programs of a format and asks for their version.
  ///
  /// - Parameters:
  ///   - folders: where to look
  ///   - patience: how long a run may take, beside 20 s for a megapixel
  /// - Throws: ``ExternalError/missing(tool:)`` where a program is not installed
  package static func find(
    _ format: ExternalFormat, in folders: [String] = ExternalTool.searchPath,
    patience: Duration = .seconds(120)
  ) async throws(ExternalError) -> ExternalCodec {
    let encoder = try ExternalTool.find(format.encoder, in: folders)
    let decoder = try ExternalTool.find(format.decoder, in: folders)
    let answer = try await encoder.run([format.versionOption], timeout: .seconds(120))
    // avifenc's line starts with the word.
    let line = ExternalTool.firstLine(of: answer.output + "\n" + answer.errors)
      .replacing("Version: ", with: "")
    return ExternalCodec(
      format: format, version: line.hasPrefix(encoder.name) ? line : "\(encoder.name) \(line)",
      patience: patience, encoder: encoder, decoder: decoder)
  }

  /// The programs, their version and options, in a line for reports.
  package var about: String {
    "\(version); \(format.encoder) \(format.optionsDescription), \(format.decoder)"
  }

  /// The encoder's path, and the arguments that make `output` of the PNG file `input`.
  package func encoding(
    _ input: String, to output: String, at setting: ExternalSetting, isColour: Bool
  ) -> (path: String, arguments: [String]) {
    (encoder.path, format.encoding(input, to: output, at: setting, isColour: isColour))
  }

  /// The decoder's path, and the arguments that make the PNG file `output` of `input`.
  package func decoding(_ input: String, to output: String) -> (path: String, arguments: [String]) {
    (decoder.path, format.decoding(input, to: output))
  }

  /// Encodes a picture without its alpha and decodes it again, both with one thread.
  ///
  /// The files in between lie in a private folder, which is removed.
  package func code(
    _ image: Image, at setting: ExternalSetting
  ) async throws(ExternalError) -> CodecResult {
    let opaque = image.withoutAlpha
    let time = patience + .microseconds(20 * image.pixelCount)
    let folder = try ExchangeFolder.make()
    try folder.write(opaque, to: "original.png")
    let names = ["original.png", "coded." + format.fileExtension, "decoded.png"]
    let paths = names.map(folder.path)
    _ = try await encoder.run(
      format.encoding(paths[0], to: paths[1], at: setting, isColour: image.channels.isColour),
      timeout: time)
    let size = try folder.size(of: names[1], by: encoder)
    _ = try await decoder.run(format.decoding(paths[1], to: paths[2]), timeout: time)
    let decoded = try folder.image(names[2], by: decoder)
    guard decoded.width == image.width, decoded.height == image.height else {
      throw .unreadable(
        tool: decoder.name, reason: "the picture is \(decoded.width)×\(decoded.height) pixels")
    }
    let plain = decoded.withoutAlpha
    return CodecResult(
      byteCount: size, image: opaque.channels.isColour ? plain.inColour : plain.inGrey)
  }
}

extension ExternalCodec {
  /// Bytes of a picture without its alpha in the smallest file without loss that the encoder makes.
  ///
  /// - Precondition: the format is WebP
  func losslessSize(of image: Image) async throws(ExternalError) -> Int {
    precondition(format == .webp, "only cwebp is known to be asked for lossless files")
    let folder = try ExchangeFolder.make()
    try folder.write(image.withoutAlpha, to: "original.png")
    let (input, output) = (folder.path(of: "original.png"), folder.path(of: "coded.webp"))
    _ = try await encoder.run(
      ["-quiet", "-lossless", "-z", "9", "-metadata", "none", input, "-o", output],
      timeout: patience + .microseconds(20 * image.pixelCount))
    return try folder.size(of: "coded.webp", by: encoder)
  }
}

extension ExternalCodec: RatedCodec {
  package var identity: CodecIdentity {
    CodecIdentity(
      id: format.rawValue, name: format.name, family: format.rawValue, about: about)
  }

  package var settings: [String] { format.settings.map(\.description) }
  package var learnsFromAll: Bool { false }

  package func code(
    _ pictures: [PictureFile], setting: Int, jobs: Int,
    take: @escaping @Sendable (Int, CodecResult) async throws -> Void
  ) async throws -> Int {
    let setting = format.settings[setting]
    try await codeEach(pictures, jobs: jobs, take: take) { try await code($0, at: setting) }
    return 0
  }
}
