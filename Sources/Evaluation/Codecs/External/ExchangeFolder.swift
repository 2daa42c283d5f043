import Files
import Images

/// A private folder for the pictures that other programs read and write.
struct ExchangeFolder {
  private let folder: ScratchFolder

  static func make() throws(ExternalError) -> ExchangeFolder {
    do {
      return ExchangeFolder(folder: try ScratchFolder())
    } catch {
      throw .files(reason: "\(error)")
    }
  }

  /// The path as an argument for other programs.
  func path(of name: String) -> String {
    String(decoding: folder.path(of: name) as [UInt8], as: UTF8.self)
  }

  /// Writes a picture as PNG without metadata.
  func write(_ image: Image, to name: String) throws(ExternalError) {
    do {
      try folder.write(ImageFile.write(Picture(image: image, format: .png)), to: name)
    } catch {
      throw .files(reason: "\(error)")
    }
  }

  /// Bytes of a file that `tool` has written.
  func size(of name: String, by tool: ExternalTool) throws(ExternalError) -> Int {
    try content(of: name, by: tool).count
  }

  /// The picture in a file that `tool` has written.
  func image(_ name: String, by tool: ExternalTool) throws(ExternalError) -> Image {
    let bytes = try content(of: name, by: tool)
    do {
      return try ImageFile.read(bytes).image
    } catch {
      throw .unreadable(tool: tool.name, reason: "\(error)")
    }
  }

  private func content(of name: String, by tool: ExternalTool) throws(ExternalError) -> [UInt8] {
    do {
      return try folder.read(name)
    } catch {
      throw .unreadable(tool: tool.name, reason: "it wrote no file")
    }
  }
}
