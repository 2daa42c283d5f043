import SystemPackage

/// The result of packing.
public struct PackReport: Sendable {
  /// Lossy pictures, stored as latents or blocks.
  public internal(set) var lossyFiles = 0
  /// Pictures whose pixels are stored exactly, but not their files.
  public internal(set) var exactPictures = 0
  /// Lossy tables, with errors up to ``PackOptions/maximumError``.
  public internal(set) var boundedTables = 0
  /// JPEG files that are coded exactly, and come back byte for byte.
  public internal(set) var exactJPEGs = 0
  /// JPEG files and files with rasters that would not have come back from their exact coders; they
  /// are stored as any file.
  public internal(set) var mismatchedFiles = 0
  /// All other files stored byte for byte.
  public internal(set) var exactFiles = 0
  /// Copies: files identical to another one, stored as a name only.
  public internal(set) var copies = 0
  /// Bytes of the copies.
  public internal(set) var copiedBytes = 0
  /// Folders, empty ones among them.
  public internal(set) var folders = 0
  /// Symbolic links.
  public internal(set) var links = 0
  /// Bytes of all original files.
  public internal(set) var originalBytes = 0
  /// Bytes of the original files of lossy and of exact pictures.
  public internal(set) var pictureOriginalBytes = 0
  /// Pixels of lossy and of exact pictures.
  public internal(set) var picturePixels = 0
  /// Bytes of the archive.
  public internal(set) var archiveBytes = 0
  /// The percentage of the archive whose damage can always be healed; nil for none.
  public internal(set) var redundancy: Double?
  /// Bytes of the archive before encryption.
  package internal(set) var plainBytes = 0
  /// Bytes of lossless files and tables in the archive.
  var otherBytes = 0
  /// The quality 0…100 of the pictures' level, except where ``PackOptions/minimumPSNR`` raised it;
  /// nil if ``PackOptions/lossless``.
  public internal(set) var quality: Double?
  /// The lowest finite PSNR of a lossy picture, in dB; nil if there is none.
  public internal(set) var lowestPSNR: Double?
  /// The name in the archive of the first picture with ``lowestPSNR``, as bytes.
  package internal(set) var lowestPath: [UInt8]?
  /// The name in the archive of the first picture with ``lowestPSNR``.
  public var lowestName: FilePath? { lowestPath.map { FilePath($0) } }
  /// The sum of the pictures' finite PSNR, in dB.
  var psnrSum = 0.0
  var psnrCount = 0
  /// The number of those with levels; pictures of learned models have none.
  var levelCount = 0
  /// Why pictures and tables are stored losslessly, until all are known.
  var exactNotes = ExactNotes()
  /// Errors and notes for single files.
  public internal(set) var problems: [Problem] = []

  /// The outcome of ``PackOptions/learning`` for each group of pictures.
  public internal(set) var learned: [LearnedGroup] = []

  /// Bits per pixel of the pictures: all of the archive except lossless files and tables; nil
  /// without pictures.
  public var bitsPerPixel: Double? {
    picturePixels > 0 ? Double(8 * (archiveBytes - otherBytes)) / Double(picturePixels) : nil
  }

  /// The mean of the lossy pictures' finite PSNR without alpha, in dB; nil if there is none.
  public var meanPSNR: Double? { psnrCount > 0 ? psnrSum / Double(psnrCount) : nil }
}
