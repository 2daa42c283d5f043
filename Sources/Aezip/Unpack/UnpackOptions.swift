/// How to unpack.
public struct UnpackOptions: Sendable {
  /// Names and shell patterns to unpack; all if empty.
  public var patterns: [String] = []
  /// Whether patterns ignore case.
  public var ignoresCase = false
  /// Paths of the files to unpack, instead of ``patterns``; nil to use those.
  package var paths: Set<[UInt8]>?
  /// Whether files that exist may be replaced.
  public var overwrite = false
  /// Whether existing files are skipped without a problem.
  public var skipsExisting = false
  /// Whether existing files are replaced if they are older than the archive's, and else skipped
  /// without a problem.
  public var keepsNewer = false
  /// The Ed25519 public key, in OpenSSL's PEM, that must have signed the archive; nothing is
  /// unpacked otherwise.
  public var signer: [UInt8]?
  /// The quality of the JPEG files that lossy pictures come back as.
  public var jpegQuality = JPEGQuality.fitting
  /// The number of blocks processed at a time.
  public var jobs = 1

  /// Unpacks everything with one job, and replaces nothing.
  public init() {}
}

/// The number of files of each kind.
public struct ContentCounts: Sendable, Equatable {
  /// Lossy pictures.
  public internal(set) var pictures = 0
  /// Pictures whose pixels are stored exactly, but not their files.
  public internal(set) var exactPictures = 0
  /// Lossy tables.
  public internal(set) var tables = 0
  /// JPEG files that are coded exactly.
  public internal(set) var exactJPEGs = 0
  /// All other files stored byte for byte.
  public internal(set) var exactFiles = 0

  /// All of them.
  public var all: Int { pictures + exactPictures + tables + exactJPEGs + exactFiles }

  static func += (counts: inout Self, others: Self) {
    counts.pictures += others.pictures
    counts.exactPictures += others.exactPictures
    counts.tables += others.tables
    counts.exactJPEGs += others.exactJPEGs
    counts.exactFiles += others.exactFiles
  }
}

/// The result of unpacking or verifying.
public struct UnpackReport: Sendable {
  /// Decoded lossy pictures.
  public internal(set) var pictures = 0
  /// Decoded pictures whose pixels are stored exactly, but not their files.
  public internal(set) var exactPictures = 0
  /// Decoded pictures without a digest of their pixels. They were not decoded when packed, so only
  /// checksums protect their latents.
  public internal(set) var uncheckedPictures = 0
  /// Decoded lossy tables.
  public internal(set) var tables = 0
  /// JPEG files that are coded exactly, and restored byte for byte.
  public internal(set) var exactJPEGs = 0
  /// All other files restored byte for byte.
  public internal(set) var exactFiles = 0
  /// The files among all these that are copies in the archive.
  public internal(set) var copies = ContentCounts()
  /// Existing files skipped as requested.
  public internal(set) var skipped = 0
  /// Folders made.
  public internal(set) var folders = 0
  /// Symbolic links made.
  public internal(set) var links = 0
  /// Bytes written, or that would be.
  public internal(set) var bytes = 0
  /// Failures and their reasons.
  public internal(set) var problems: [Problem] = []
  /// The fingerprint of the signer's key, if the signature is valid. It is set by verifying, and by
  /// unpacking with a required signer.
  public internal(set) var signer: String?
  /// Whether the archive itself is damaged and can be repaired. Only verifying sets it.
  public internal(set) var isDamaged = false
}
