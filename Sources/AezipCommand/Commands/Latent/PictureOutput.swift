import ArgumentParser
import Files
import Images

/// A PNG file, or a folder of PNG files, that a command writes.
struct PictureOutput {
  private let path: RawPath
  private let overwrite: Bool

  /// Whether the output is one file rather than a folder.
  var isOnePicture: Bool { path.bytes.suffix(4) == Array(".png".utf8)[...] }

  /// Checks that the output can be written, before any work is done.
  ///
  /// - Parameter isFolder: whether the output is a folder even if its name ends in .png
  /// - Throws: `ValidationError` or an output error if a file or folder of that name exists
  init(_ path: RawPath, overwrite: Bool, isFolder: Bool = false) throws {
    (self.path, self.overwrite) = (path, overwrite)
    let name = String(decoding: path.bytes, as: UTF8.self).lowercased()
    if name.hasSuffix(".jpg") || name.hasSuffix(".jpeg") {
      throw ValidationError(
        "pictures are written as PNG, not as '\(path)'; give a name that ends in .png, or a folder")
    }
    if isFolder || !isOnePicture {
      guard try Directory.current.status(of: path.bytes, followingLinks: true) == nil else {
        throw ValidationError(
          "\(path) exists and folders are not replaced; choose another name")
      }
    } else {
      try OutputFile(path: path.bytes, replacing: overwrite).abandon()
    }
  }

  func write(_ image: Image) throws {
    try Self.write(image, to: path.bytes, replacing: overwrite)
  }

  /// Writes pictures into a new folder: 000.png, 001.png …
  func writeFolder(_ images: [Image]) throws {
    let folder = try NewFolder(path: path.bytes)
    let digits = max(3, "\(images.count - 1)".count)
    for (index, image) in images.enumerated() {
      let number = "\(index)"
      let name = String(repeating: "0", count: digits - number.count) + number + ".png"
      try Self.write(
        image, to: path.bytes + Array("/\(name)".utf8), replacing: false)
    }
    folder.keep()
  }

  /// Prints what was written.
  func printSummary(_ images: [Image], _ report: ReportOptions) throws {
    let (width, height) = (images[0].width, images[0].height)
    if report.json {
      let written = PathJSON(path.bytes)
      try Output.print(
        json: WrittenJSON(
          path: written.path, pathBytes: written.pathBytes, pictures: images.count,
          width: width, height: height))
    } else if !report.quiet {
      try Output.print("\(plural(images.count, "picture")) of \(width)×\(height) in \(path)")
    }
  }

  private struct WrittenJSON: Encodable {
    let path: String
    let pathBytes: String?
    let pictures: Int
    /// The size of each picture.
    let width: Int
    let height: Int
  }

  private static func write(_ image: Image, to path: [UInt8], replacing: Bool) throws {
    let bytes = try ImageFile.write(Picture(image: image, format: .png))
    let file = try OutputFile(path: path, replacing: replacing)
    try file.append(bytes)
    try file.commit()
  }
}

/// Reads a picture from a PNG or JPEG file and turns it upright, as its EXIF data state.
///
/// - Throws: ``Failure``, which names the file, if it is not a picture
func readPicture(_ path: RawPath) throws -> Image {
  let file = try InputFile(path: path.bytes, followingLinks: true).readAll(limit: 1 << 30)
  do {
    return try ImageFile.read(file).upright.image
  } catch {
    throw Failure(file: path, error: error)
  }
}
