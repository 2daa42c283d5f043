import Files
import Images
import Networks

/// What a folder has of pictures that are alike.
package struct FolderSurvey: Sendable {
  /// A file that begins as one of pictures does.
  package struct PictureFile: Sendable, Equatable {
    /// As the system names it.
    package let path: [UInt8]
    package let bytes: Int
  }

  /// By size and channels, those with most files first.
  package let groups: [LikePictures]
  /// All picture files, as they were found, whether they are in a group or not.
  package let pictures: [PictureFile]

  /// Bytes of a file above which nobody looks closer: pictures a small model can hold are smaller.
  private static let fileBytes = 1 << 20
  /// Samples of a picture above which no small model is learned.
  private static let pictureSamples = 3 << 16
  /// Bytes of samples that are kept; pictures found after them are left to other models.
  private static let sampleBytes = 1 << 30

  /// Finds the pictures among what would be packed, and which of the small ones are alike.
  ///
  /// Files that cannot be read, or are no pictures, are passed over without a word: packing will
  /// say what there is to say.
  ///
  /// - Parameters:
  ///   - inputs: files and folders, as `Packer` takes them
  ///   - excluding: patterns of names to leave out
  ///   - progress: called with the number of files looked at, and of all
  /// - Throws: `WalkError`.
  package init(
    _ inputs: [[UInt8]], excluding: [String], progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    let walk = try FileWalk.walk(inputs, excluding: excluding.map { Glob($0) })
    let files = walk.entries.filter { $0.kind == .regular }
    var groups: [SampleShape: LikePictures] = [:]
    var pictures: [PictureFile] = []
    var room = Self.sampleBytes
    for (index, file) in files.enumerated() {
      progress(index, files.count)
      guard let input = Self.picture(file) else { continue }
      pictures.append(PictureFile(path: file.systemPath, bytes: file.size))
      guard file.size <= Self.fileBytes, let image = Self.image(input) else { continue }
      let shape = SampleShape(image)
      guard shape.isPicture, shape.count <= Self.pictureSamples, shape.count <= room else {
        continue
      }
      groups[shape, default: LikePictures(shape)]
        .add(image, path: file.systemPath, bytes: file.size)
      room -= shape.count
    }
    self.pictures = pictures
    self.groups = groups.values.sorted {
      ($1.paths.count, $0.shape.text) < ($0.paths.count, $1.shape.text)
    }
  }

  /// A file that begins like a picture.
  private static func picture(_ file: FoundFile) -> InputFile? {
    guard let input = try? InputFile(path: file.systemPath),
      let start = try? input.read(at: 0, count: min(16, input.count)),
      ImageFormat(sniffing: start) != nil
    else { return nil }
    return input
  }

  private static func image(_ input: InputFile) -> Image? {
    guard let bytes = try? input.readAll(limit: fileBytes) else { return nil }
    return (try? ImageFile.read(bytes))?.image
  }
}
