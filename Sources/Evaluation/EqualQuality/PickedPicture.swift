import Files
import Images

/// An original of a picture in an archive, in memory.
struct PickedPicture: Sendable {
  let file: FoundFile
  /// Without alpha.
  let image: Image
  /// PSNR in decibels of the picture in the archive, 60 at most.
  let psnr: Double

  /// The most samples of all pictures that are held in memory.
  private static let most = 1 << 28

  /// Reads all pictures, or some that are spread evenly over more than memory should hold.
  ///
  /// - Parameter files: the originals of the pictures in `loss`
  static func pick(
    from loss: ArchiveLoss, _ files: [FoundFile]
  ) throws -> (pictures: [PickedPicture], isPart: Bool) {
    let samples = loss.pictures.reduce(0) { $0 + 3 * $1.width * $1.height }
    let step = max((samples + most - 1) / most, 1)
    let pictures = try stride(from: 0, to: files.count, by: step).map { index in
      PickedPicture(
        file: files[index],
        image: try PictureFile.read(files[index].systemPath).image.withoutAlpha,
        psnr: min(loss.pictures[index].quality.psnr ?? .infinity, PictureQuality.cappedPSNR))
    }
    return (pictures, step > 1)
  }
}
