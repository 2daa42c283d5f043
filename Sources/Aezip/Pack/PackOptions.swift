import Container
import Entropy
import PictureCodec
import Protection

/// How to pack.
public struct PackOptions: Sendable {
  /// 0 for the smallest files, 100 for the finest pictures.
  public var quality: Double = 75
  /// The mean PSNR of the pictures stored with loss, in dB, that is to be reached at the smallest
  /// level that does; used in place of ``quality``. Copies of a picture do not count.
  public var psnr: Double?
  /// How large the archive or its pictures may become, at the best level that keeps to it; used in
  /// place of ``quality``.
  public var sizeTarget: SizeTarget?
  /// The PSNR, in dB, that each picture stored with loss must have: those that fall short are
  /// coded at a better level, or stored exactly if even the best one is not good enough.
  public var minimumPSNR: Double?
  /// How far each number of a table (IDX, NPY, CSV) may be from the original's, above or below; nil or 0
  /// to store tables exactly.
  public var maximumError: Double?
  /// The percentage of the archive that is healed outright should it be damaged, above 0 and at
  /// most 50; nil for none.
  public var redundancy: Double?
  /// Stores every file byte for byte.
  public var lossless = false
  /// What turns the codes of pictures into bytes.
  public var coder: EntropyCoder = .prior
  /// Whether each picture is decoded again, so that its PSNR is known and the archive has the digest of the
  /// pixels that are to come back; a third of the time goes there.
  public var checksPictures = true
  /// Shell patterns of names to leave out.
  public var excluding: [String] = []
  /// Files worked on at a time.
  public var jobs = 1
  /// Whether an archive of the same name may be replaced.
  public var overwrite = false
  /// A model file to use instead of the built-in model; it then travels inside the archive.
  public var model: [UInt8]?
  /// What the archive is encrypted with, names and all; nil for an archive that everybody can read.
  /// Each time such an archive comes out with other bytes.
  public var passphrase: String?
  /// The file of an Ed25519 key, in PEM as OpenSSL writes it, that signs the archive.
  public var signingKey: [UInt8]?
  /// Models of some of the very pictures to be packed, with their codes; they travel inside the
  /// archive, and come before all others.
  package var learned: [LearnedModel] = []
  /// Whether predictors of tables may be learned from their numbers; readers of such archives know
  /// format 1.4.
  package var learnsTables = false
  /// Models of photographs adapted to some of the very pictures to be packed; they travel inside
  /// the archive, behind those learned.
  package var adapted: [AdaptedModel] = []
  /// How the codes of photographs are chosen.
  package var codeChoice = LatentQuantisation.rounded
  /// Whether a PSNR that is asked for is on record; a look for the level that has it wants the
  /// archive there would be at that level, and looks closer.
  package var tellsPSNR = true
  /// The files to pack of all that are found, by the names the system has for them, folders and
  /// links aside; nil for all.
  package var only: Set<[UInt8]>?
  /// Whether a picture whose codes would take more than its file is stored exactly instead; a
  /// measurement of the codec wants codes of all.
  package var keepsSmallerFiles = true
  /// Whether files of the same bytes are stored once; a measurement of the codec wants all.
  package var findsCopies = true

  /// Whether the archive tells the PSNR of each picture: that it was asked for.
  var recordsPSNR: Bool { tellsPSNR && !lossless && (psnr != nil || minimumPSNR != nil) }

  /// Whether something depends on what pictures are decoded to.
  private var comparesPictures: Bool {
    if case .refined = codeChoice { return true }
    return psnr != nil || minimumPSNR != nil
  }

  /// - Throws: ``ArchiverError/badKey(reason:)``
  var signing: ArchiveSigning {
    get throws(ArchiverError) {
      guard let signingKey else { return .none }
      do throws(KeyError) {
        return .by(try SigningKey(signingKey))
      } catch {
        throw .badKey(reason: "the key to sign with \(error)")
      }
    }
  }

  /// - Throws: ``ArchiverError`` of kind ``ErrorKind/misuse``
  func validate() throws(ArchiverError) {
    guard (0...100).contains(quality) else { throw .badQuality(quality) }
    for wanted in [psnr, minimumPSNR].compactMap({ $0 }) {
      guard Self.psnrRange.contains(wanted) else { throw .badPSNR(wanted) }
    }
    if let sizeTarget {
      guard sizeTarget.isSensible else { throw .badTarget(sizeTarget.description) }
      guard !lossless else { throw .targetWithoutLoss }
    }
    if let maximumError {
      guard maximumError.isFinite, maximumError >= 0 else { throw .badError(maximumError) }
      guard !lossless else { throw .errorWithoutLoss }
    }
    if let redundancy, Redundancy(percent: redundancy) == nil {
      throw .badRedundancy(redundancy)
    }
    if passphrase?.isEmpty ?? false { throw .emptyPassphrase }
    _ = try signing
    guard !lossless || (psnr == nil && minimumPSNR == nil) else { throw .psnrWithoutLoss }
    guard checksPictures || !comparesPictures else { throw .uncheckedComparison }
  }

  /// What can be asked for, in dB.
  public static let psnrRange = 1.0...100.0

  /// Whether so much of an archive, in percent, can be healed.
  public static func isRedundancy(_ percent: Double) -> Bool { Redundancy(percent: percent) != nil }

  /// Quality 75, the built-in model, one job.
  public init() {}
}

/// How quantised latents become bytes.
public typealias EntropyCoder = Entropy.EntropyCoder

/// What packing came to.
public struct PackReport: Sendable {
  /// Files stored as codes of a model, with loss.
  public internal(set) var lossyFiles = 0
  /// Tables whose numbers may be off, by ``PackOptions/maximumError`` at most.
  public internal(set) var boundedTables = 0
  /// Files stored byte for byte.
  public internal(set) var exactFiles = 0
  /// Files that are byte for byte another one of the archive, and stored as a name only.
  public internal(set) var copies = 0
  /// Bytes of those.
  public internal(set) var copiedBytes = 0
  /// Folders, empty ones among them.
  public internal(set) var folders = 0
  /// Symbolic links.
  public internal(set) var links = 0
  /// Bytes of all files before.
  public internal(set) var originalBytes = 0
  /// Bytes of those stored with loss.
  public internal(set) var lossyOriginalBytes = 0
  /// Pixels of the pictures stored with loss.
  public internal(set) var lossyPixels = 0
  /// Bytes of the archive.
  public internal(set) var archiveBytes = 0
  /// The percentage of it that is healed outright should it be damaged; nil for none.
  public internal(set) var redundancy: Double?
  /// Bytes of it before it was encrypted.
  package internal(set) var plainBytes = 0
  /// Bytes that bodies of files stored exactly and of tables take of it.
  var otherBytes = 0
  /// The quality 0…100 of the level that pictures got, if they were not to have a better one each;
  /// nil without loss.
  public internal(set) var quality: Double?
  /// The lowest PSNR of the pictures stored with loss, in dB.
  public internal(set) var lowestPSNR: Double?
  /// Sum of the pictures' PSNR in dB; infinite ones, which were decoded exactly, left out.
  var psnrSum = 0.0
  var psnrCount = 0
  /// How many of those have levels, which pictures of learned models have not.
  var levelCount = 0
  /// What went wrong or is worth knowing, file by file.
  public internal(set) var problems: [Problem] = []

  /// Mean PSNR of the pictures stored with loss, in dB, over all samples but alpha.
  public var meanPSNR: Double? { psnrCount > 0 ? psnrSum / Double(psnrCount) : nil }
}
