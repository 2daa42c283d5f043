/// How to unpack.
public struct UnpackOptions: Sendable {
  /// Shell patterns of what to unpack; all if empty.
  public var patterns: [String] = []
  /// Whether files that exist may be replaced.
  public var overwrite = false
  /// The file of an Ed25519 key, in PEM as OpenSSL writes public ones, that the archive must be
  /// signed by; nothing is unpacked otherwise.
  public var signer: [UInt8]?
  /// Blocks worked on at a time.
  public var jobs = 1

  /// Everything, replacing nothing, one job.
  public init() {}
}

/// What unpacking or verifying came to.
public struct UnpackReport: Sendable {
  /// Pictures decoded.
  public internal(set) var pictures = 0
  /// Those of them of whose pixels the archive has no digest: they were packed without being decoded
  /// again, and nothing but checksums of their codes shows that they are whole.
  public internal(set) var uncheckedPictures = 0
  /// Tables decoded whose numbers may be off.
  public internal(set) var tables = 0
  /// Files that came back byte for byte.
  public internal(set) var exactFiles = 0
  /// Folders made.
  public internal(set) var folders = 0
  /// Symbolic links made.
  public internal(set) var links = 0
  /// Bytes written, or that would have been.
  public internal(set) var bytes = 0
  /// What did not come back, and why.
  public internal(set) var problems: [Problem] = []
  /// The fingerprint of the key that signed the archive, if the signature holds. Verifying looks, and
  /// unpacking if a signer is given.
  public internal(set) var signer: String?
  /// Whether the archive itself is damaged, so that repairing it makes sense. Only verifying looks.
  public internal(set) var isDamaged = false
}
