/// The result of packing.
public struct PackReport: Sendable {
  /// Lossy pictures, stored as quantised latents.
  public internal(set) var lossyFiles = 0
  /// Lossy tables, with errors up to ``PackOptions/maximumError``.
  public internal(set) var boundedTables = 0
  /// Files stored byte for byte.
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
  /// Bytes of the lossy pictures' original files.
  public internal(set) var lossyOriginalBytes = 0
  /// Pixels of the lossy pictures.
  public internal(set) var lossyPixels = 0
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
  /// The sum of the pictures' finite PSNR, in dB.
  var psnrSum = 0.0
  var psnrCount = 0
  /// The number of those with levels; pictures of learned models have none.
  var levelCount = 0
  /// Errors and notes for single files.
  public internal(set) var problems: [Problem] = []

  /// The outcome of ``PackOptions/learning`` for each group of pictures.
  public internal(set) var learned: [LearnedGroup] = []

  /// Bits per pixel of the lossy pictures: all of the archive except lossless files and tables; nil
  /// without lossy pictures.
  public var bitsPerPixel: Double? {
    lossyPixels > 0 ? Double(8 * (archiveBytes - otherBytes)) / Double(lossyPixels) : nil
  }

  /// The mean of the lossy pictures' finite PSNR without alpha, in dB; nil if there is none.
  public var meanPSNR: Double? { psnrCount > 0 ? psnrSum / Double(psnrCount) : nil }
}
