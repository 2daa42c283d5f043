import Images

/// An image codec that other programs provide: an encoder and a decoder, through files.
package struct ExternalCodec: Sendable {
  package let format: ExternalFormat
  /// The first line that the encoder says of its version, with its name.
  package let version: String
  /// How long a program may take before pixels count.
  package let patience: Duration
  private let encoder: ExternalTool
  private let decoder: ExternalTool

  /// Looks for the programs and asks for their version.
  ///
  /// - Parameters:
  ///   - folders: where to look
  ///   - patience: how long a program may take, beside 20 s a million of pixels
  /// - Throws: ``ExternalError/missing(tool:)`` where one is not installed: the reason to go
  ///   without this codec.
  package init(
    _ format: ExternalFormat, in folders: [String] = ExternalTool.searchPath,
    patience: Duration = .seconds(120)
  ) async throws(ExternalError) {
    encoder = try ExternalTool(format.encoder, in: folders)
    decoder = try ExternalTool(format.decoder, in: folders)
    self.format = format
    self.patience = patience
    let said = try await encoder.run([format.versionOption], timeout: patience)
    // avifenc's line starts with the word.
    let line = ExternalTool.firstLine(of: said.output + "\n" + said.errors)
      .replacing("Version: ", with: "")
    version = line.hasPrefix(encoder.name) ? line : "\(encoder.name) \(line)"
  }

  /// The programs, their version and options, in a line for reports.
  package var about: String {
    "\(version); \(format.encoder) \(format.optionsDescription), \(format.decoder)"
  }

  /// The encoder's path, and the arguments to make `output` of the PNG file `input`.
  package func encoding(
    _ input: String, to output: String, at setting: ExternalSetting, isColour: Bool
  ) -> (path: String, arguments: [String]) {
    (encoder.path, format.encoding(input, to: output, at: setting, isColour: isColour))
  }

  /// The decoder's path, and the arguments to make the PNG file `output` of `input`.
  package func decoding(_ input: String, to output: String) -> (path: String, arguments: [String]) {
    (decoder.path, format.decoding(input, to: output))
  }

  /// Encodes a picture and decodes it again, both with one thread.
  ///
  /// Alpha is left out. What goes between lies in a private folder, which is removed.
  package func code(
    _ image: Image, at setting: ExternalSetting
  ) async throws(ExternalError) -> CodedPicture {
    let opaque = image.withoutAlpha
    let time = patience + .microseconds(20 * image.pixelCount)
    let folder = try PictureFolder()
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
    return CodedPicture(
      byteCount: size, image: opaque.channels.isColour ? plain.inColour : plain.inGrey)
  }
}
