import Files
import Images
import Networks

/// The groups of similar pictures in a folder.
package struct FolderSurvey: Sendable {
  /// A file that starts like a picture.
  package struct PictureFile: Sendable, Equatable {
    /// The path in the file system.
    package let path: [UInt8]
    package let bytes: Int
  }

  /// Groups by size and channels, those with most files first.
  package let groups: [LikePictures]
  /// All picture files in the order found, grouped or not.
  package let pictures: [PictureFile]

  /// Larger files are not examined: pictures that suit a small model take fewer bytes.
  private static let fileBytes = 1 << 20
  /// No small model is learned from pictures of more samples.
  private static let pictureSamples = 3 << 16
  /// The limit of samples in memory, in bytes. Pictures found later are left to other models.
  private static let sampleBytes = 1 << 30

  /// Finds the pictures among the inputs, and groups small ones of one shape.
  ///
  /// Unreadable files and other files are skipped without a report, as packing reports them.
  ///
  /// - Parameters:
  ///   - inputs: files and folders, as `Packer` takes them
  ///   - excluding: patterns of names to leave out
  ///   - formats: the formats of pictures that are looked for
  ///   - progress: called with the number of files examined and of all files
  /// - Throws: `WalkError`
  package static func survey(
    _ inputs: [[UInt8]], excluding: [String],
    formats: Set<ImageFormat> = Set(ImageFormat.allCases),
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> FolderSurvey {
    let walk = try FileWalk.walk(inputs, excluding: excluding.map { Glob($0) })
    let files = walk.entries.filter { $0.kind == .regular }
    var groups: [SampleShape: LikePictures] = [:]
    var pictures: [PictureFile] = []
    var room = sampleBytes
    for (index, file) in files.enumerated() {
      progress(index, files.count)
      guard let input = picture(file, formats) else { continue }
      pictures.append(PictureFile(path: file.systemPath, bytes: file.size))
      guard file.size <= fileBytes, let image = image(input) else { continue }
      let shape = SampleShape(image)
      guard shape.isPicture, shape.count <= pictureSamples, shape.count <= room else {
        continue
      }
      groups[shape, default: LikePictures(shape)]
        .add(image, path: file.systemPath, bytes: file.size)
      room -= shape.count
    }
    let sorted = groups.values.sorted {
      ($1.paths.count, $0.shape.text) < ($0.paths.count, $1.shape.text)
    }
    return FolderSurvey(groups: sorted, pictures: pictures)
  }

  /// A file that begins like a picture of some format.
  private static func picture(
    _ file: FoundFile, _ formats: Set<ImageFormat>
  ) -> InputFile? {
    guard let input = try? InputFile(path: file.systemPath),
      let start = try? input.read(at: 0, count: min(16, input.count)),
      let format = ImageFormat(sniffing: start), formats.contains(format)
    else { return nil }
    return input
  }

  private static func image(_ input: InputFile) -> Image? {
    guard let bytes = try? input.readAll(limit: fileBytes) else { return nil }
    return (try? ImageFile.read(bytes))?.image
  }
}
