/// What came of repairing an archive.
public struct RepairReport: Sendable {
  /// A range of the damaged archive that could not be used.
  public struct Damage: Sendable, Equatable {
    /// In bytes from the archive's first. What an encrypted archive holds counts from its own.
    public let offset: Int
    /// In bytes; 0 where something is missing.
    public let length: Int
    /// What is wrong there, in one line.
    public let reason: String
  }

  /// Files, folders and links in the whole archive.
  public internal(set) var saved = 0
  /// Paths of what is known to be lost, in the archive's order.
  public internal(set) var lost: [[UInt8]] = []
  /// Whether more may be lost of which not even the names are known.
  public internal(set) var mayHaveLostMore = false
  /// Paths of pictures that were saved and whose model is lost: they come back only for who has its
  /// file.
  public internal(set) var needingModel: [[UInt8]] = []
  /// Names of the models that are lost.
  public internal(set) var lostModels: [String] = []
  /// What could not be used, in order.
  public internal(set) var damage: [Damage] = []
  /// What the archive's redundancy made of the damage; nil without redundancy, or damage. The
  /// other numbers are of the archive as it is then.
  public internal(set) var healed: HealingReport?
  /// Whether the archive was signed, and what came of it is not: not every signed byte is the same.
  public internal(set) var lostSignature = false
  /// Nothing was wrong: the archive was copied byte for byte, or encrypted anew if it was encrypted.
  public internal(set) var wasIntact = false
  /// Bytes of the archive that was written.
  public internal(set) var bytes = 0

  /// Whether everything that was packed comes back.
  public var isComplete: Bool {
    lost.isEmpty && needingModel.isEmpty && lostModels.isEmpty && !mayHaveLostMore
  }
}
