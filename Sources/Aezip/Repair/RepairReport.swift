import SystemPackage

/// The result of repairing an archive.
public struct RepairReport: Sendable {
  /// An unusable range of the damaged archive.
  public struct Damage: Sendable, Equatable {
    /// The offset in bytes. Inside an encrypted archive it counts from the start of the decrypted
    /// one.
    public let offset: Int
    /// The length in bytes; 0 if something is missing.
    public let length: Int
    /// The reason, in one line.
    public let reason: String
  }

  /// An entry whose path led elsewhere.
  public struct Renamed: Sendable, Equatable {
    /// The path, escaped where it cannot be printed.
    public let path: String
    /// The name in the repaired archive.
    public let name: FilePath
  }

  /// Files, folders and links in the repaired archive.
  public internal(set) var saved = 0
  /// ``lostNames`` as bytes.
  package internal(set) var lost: [[UInt8]] = []
  /// Names of entries known to be lost, in the archive's order.
  public var lostNames: [FilePath] { lost.map { FilePath($0) } }
  /// Entries whose paths led elsewhere, which no archiver writes.
  public internal(set) var renamed: [Renamed] = []
  /// Whether entries of unknown names may be lost, too.
  public internal(set) var mayHaveLostMore = false
  /// ``namesNeedingModel`` as bytes.
  package internal(set) var needingModel: [[UInt8]] = []
  /// Names of saved pictures whose model is lost: decoding them needs its file.
  public var namesNeedingModel: [FilePath] { needingModel.map { FilePath($0) } }
  /// Names of lost models.
  public internal(set) var lostModels: [String] = []
  /// Unusable ranges, in order.
  public internal(set) var damage: [Damage] = []
  /// The result of healing; nil without redundancy or damage. All other numbers refer to the healed
  /// archive.
  public internal(set) var healed: HealingReport?
  /// Whether the archive was signed and the repaired one is not, as its bytes differ.
  public internal(set) var lostSignature = false
  /// Whether the archive was intact. It was copied byte for byte, or encrypted again.
  public internal(set) var wasIntact = false
  /// Bytes of the repaired archive.
  public internal(set) var bytes = 0

  /// Whether everything that was packed is recovered.
  public var isComplete: Bool {
    lost.isEmpty && needingModel.isEmpty && lostModels.isEmpty && !mayHaveLostMore
  }
}
