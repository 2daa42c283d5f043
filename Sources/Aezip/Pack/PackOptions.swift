import Container
import Entropy
import Learning
import Networks
import PictureCodec
import Protection

/// How to pack.
public struct PackOptions: Sendable {
  /// 0 for the smallest files, 100 for the finest pictures.
  public var quality: Double = 75
  /// The target mean PSNR of the lossy pictures, in dB. The lowest level that reaches it replaces
  /// that of ``quality``. Copies do not count.
  public var psnr: Double?
  /// The largest size of the archive or its pictures; the best level within it is used. It replaces
  /// ``quality``.
  public var sizeTarget: SizeTarget?
  /// The minimum PSNR of each lossy picture, in dB. Pictures below it are encoded at a better
  /// level, or stored losslessly if none suffices. Where it is nil, it is 28 dB from quality 50 on
  /// and 0.16 dB less for each point below.
  public var minimumPSNR: Double?
  /// Whether each window of 64×64 pixels must have ``minimumPSNR``, and not only the picture. The
  /// corners of windows lie at multiples of 8 pixels.
  public var floorsWindows = false
  /// The largest error of a number in a table (IDX, NPY, CSV); nil or 0 for lossless tables.
  public var maximumError: Double?
  /// The percentage of the archive whose damage can always be healed, above 0 and at most 50; nil
  /// for none.
  public var redundancy: Double?
  /// Stores every file byte for byte.
  public var lossless = false
  /// How JPEG files are packed. Where it is nil they are as lossy as all pictures, or exact if
  /// ``lossless``. Those that stay exact at a lossy quality are coded in the same way.
  public var jpeg: JPEGPacking?
  /// The entropy coder of latents.
  public var coder: EntropyCoder = .prior
  /// Whether pictures are stored as latents or files only, as those who work with latents need; not
  /// as blocks or exact pixels, which are smaller for many drawings. No quality is too low then.
  public var latentsOnly = false
  /// The time spent on smaller photographs, 1…9. Efforts 1 and 2 round latents to nearest, 3 uses
  /// rate-distortion optimised quantisation, and 4 refines latents by 8 steps of gradient descent.
  /// Efforts from 5 on also fit an autoencoder to each picture, and keep it where it costs less:
  /// for about 15 seconds of a core for each megapixel, and four times as long for each further
  /// effort. With ``latentsOnly`` they refine latents further instead. It is also the time spent
  /// on JPEG files that are packed exactly.
  public var effort = 3
  /// How to learn models of the files before packing; nil for none.
  public var learning: Learning?
  /// Whether each picture is decoded again, to measure its PSNR and record the digest of its
  /// decoded pixels. It takes a third of the time.
  public var checksPictures = true
  /// Shell patterns of names to leave out.
  public var excluding: [String] = []
  /// The number of files processed at a time, and of training threads.
  public var jobs = 1
  /// Whether an archive of the same name may be replaced.
  public var overwrite = false
  /// A model file to use instead of the built-in model; a model of one shape encodes only pictures
  /// of that shape. The archive contains it unless it is a built-in one.
  public var model: [UInt8]?
  /// The passphrase that encrypts the archive, names included; nil for no encryption. Each
  /// encryption gives other bytes.
  public var passphrase: String?
  /// The private Ed25519 key that signs the archive, in OpenSSL's PEM; nil for no signature.
  public var signingKey: [UInt8]?
  /// Models learned from the pictures to pack, with their latents. The archive contains them,
  /// before all others.
  package var learned: [LearnedModel] = []
  /// Photo models adapted to the pictures to pack. The archive contains them, after the learned
  /// ones.
  package var adapted: [AdaptedModel] = []
  /// The quantisation of photographs' latents; nil for that of ``effort``.
  package var quantisation: LatentQuantisation?
  /// Whether ``psnr`` is searched for with the precision that comparing models needs.
  package var searchesFinely = false
  /// Paths in the file system of the regular files to pack; nil for all. Folders and links are not
  /// filtered.
  package var only: Set<[UInt8]>?
  /// Whether a picture with latents larger than its file is stored losslessly; measurements of the
  /// codec need latents of all.
  package var keepsSmallerFiles = true
  /// Whether identical files are stored once; measurements of the codec need all.
  package var findsCopies = true

  /// Quality 75, effort 3, the built-in model, one job.
  public init() {}

  /// Whether every JPEG file comes back byte for byte.
  var keepsJPEGs: Bool { lossless || jpeg == .exact }

  /// Whether table predictors may be learned; such archives need format 1.4.
  var learnsTables: Bool { learning != nil }

  /// The quantisation of photographs' latents.
  var latentQuantisation: LatentQuantisation {
    quantisation ?? quantisationOfEffort
  }

  private var quantisationOfEffort: LatentQuantisation {
    if effort < 3 { return .nearest }
    // Greater efforts go into networks of each picture's own, unless latents are wanted.
    let effort = latentsOnly ? effort : min(effort, Self.leastFittingEffort - 1)
    guard let plan = RefiningPlan(effort: effort) else { return .rounded }
    return .refined { (model, file, changes) throws(ModelError) in
      try PhotoRefiner(model, file: file, changes: changes, plan: plan)
    }
  }

  /// Steps of fitting a network to each picture, by effort from 5 on: about a quarter of a minute
  /// of a core for a megapixel, then four times as long each.
  private static let fittingSteps = [70, 280, 1100, 4200, 16800]
  private static let leastFittingEffort = efforts.upperBound - fittingSteps.count + 1

  /// How a network is fitted to each picture; nil for none.
  var fitting: FittingPlan? {
    guard effort >= Self.leastFittingEffort, !latentsOnly else { return nil }
    return FittingPlan(steps: Self.fittingSteps[effort - Self.leastFittingEffort])
  }

  /// The same without refinement, which is slow.
  var unrefined: PackOptions {
    var options = self
    options.effort = min(effort, 3)
    options.quantisation = quantisation?.unrefined
    return options
  }

  /// - Throws: ``AezipError/badKey(reason:)``
  var signing: ArchiveSigning {
    get throws(AezipError) {
      guard let signingKey else { return .none }
      do throws(KeyError) {
        return .by(try SigningKey(signingKey))
      } catch {
        throw .badKey(reason: "the key to sign with \(error)")
      }
    }
  }
}

extension PackOptions {
  /// The valid range of ``psnr`` and ``minimumPSNR``, in dB.
  public static let psnrRange = 1.0...100.0
  /// The valid range of ``effort``.
  public static let efforts = RefiningPlan.efforts

  /// Checks that every value is within its range, and that no two options exclude each other.
  /// Packing does so before anything else.
  ///
  /// - Throws: ``AezipError/outOfRange(_:value:allowed:)``, ``AezipError/conflict(_:_:)``,
  ///   ``AezipError/emptyPassphrase`` or ``AezipError/badKey(reason:)``
  public func validate() throws(AezipError) {
    try checkRanges()
    try checkConflicts()
    if passphrase?.isEmpty ?? false { throw .emptyPassphrase }
    _ = try signing
  }

  private func checkRanges() throws(AezipError) {
    func check(
      _ option: PackOption, _ value: Double?, _ allowed: String, _ isAllowed: (Double) -> Bool
    ) throws(AezipError) {
      guard let value, !isAllowed(value) else { return }
      let text = "\(value)"
      throw .outOfRange(
        option, value: text.hasSuffix(".0") ? String(text.dropLast(2)) : text, allowed: allowed)
    }
    try check(.quality, quality, "0…100") { (0...100).contains($0) }
    try check(.psnr, psnr, "1…100 dB") { Self.psnrRange.contains($0) }
    try check(.minimumPSNR, minimumPSNR, "1…100 dB") { Self.psnrRange.contains($0) }
    if let sizeTarget {
      try check(sizeTarget.option, sizeTarget.value, "numbers above 0") { $0.isFinite && $0 > 0 }
    }
    try check(.maximumError, maximumError, "numbers of 0 or above") { $0.isFinite && $0 >= 0 }
    try check(.redundancy, redundancy, "0.0001…\(Int(Redundancy.maximumPercent)) %") {
      Redundancy(percent: $0) != nil
    }
    try check(.effort, Double(effort), "1…9") { _ in Self.efforts.contains(effort) }
    try check(.learning, learning?.length.value, "numbers above 0") { $0.isFinite && $0 > 0 }
  }

  private func checkConflicts() throws(AezipError) {
    guard !floorsWindows || minimumPSNR != nil else { throw .missing(.minimumPSNR, for: .windows) }
    let refines = if case .refined = latentQuantisation { !lossless } else { false }
    let isUnchecked = !checksPictures
    let conflicts: [(PackOption, PackOption, Bool)] = [
      (.lossless, .learning, lossless && learning != nil),
      (.lossless, .latentsOnly, lossless && latentsOnly),
      (.lossless, .jpeg, lossless && jpeg == .lossy),
      (.psnr, .lossless, psnr != nil && lossless),
      (.minimumPSNR, .lossless, minimumPSNR != nil && lossless),
      (.maximumError, .lossless, maximumError != nil && lossless),
      (sizeTarget?.option ?? .bytes, .lossless, sizeTarget != nil && lossless),
      (.psnr, sizeTarget?.option ?? .bytes, psnr != nil && sizeTarget != nil),
      (.learning, sizeTarget?.option ?? .bytes, learning != nil && sizeTarget != nil),
      (.lossless, .unchecked, lossless && isUnchecked),
      (.psnr, .unchecked, psnr != nil && isUnchecked),
      (.minimumPSNR, .unchecked, minimumPSNR != nil && isUnchecked),
      (.effort, .unchecked, refines && isUnchecked),
      (.learning, .unchecked, learning != nil && isUnchecked),
    ]
    if let (one, other, _) = conflicts.first(where: \.2) { throw .conflict(one, other) }
  }
}

/// How to learn models of the files before they are packed.
///
/// It learns small models of similar pictures, adapts the photo model to others, and learns
/// predictors of tables. The archive contains only models that make it smaller at the same quality,
/// their own bytes included.
public struct Learning: Sendable, Equatable {
  /// The length of learning.
  public enum Length: Sendable, Equatable {
    /// Seconds for all groups of pictures together; trial archives take longer.
    case seconds(Double)
    /// Training steps for each model, which gives the same models on any machine.
    case steps(Int)

    var value: Double {
      switch self {
      case .seconds(let seconds): seconds
      case .steps(let steps): Double(steps)
      }
    }
  }

  /// The length of learning.
  public var length: Length
  /// The seed of all random numbers.
  public var seed: UInt64

  /// Learns for some minutes by default.
  public init(_ length: Length = .seconds(240), seed: UInt64 = 0) {
    (self.length, self.seed) = (length, seed)
  }

  /// - Parameter threads: the number of training threads
  func plan(threads: Int) -> LearningPlan {
    let length: LearningPlan.Length =
      switch length {
      case .seconds(let seconds): .time(seconds)
      case .steps(let steps): .steps(steps)
      }
    var plan = LearningPlan(length, threads: threads)
    plan.seed = seed
    return plan
  }
}

/// How quantised latents become bytes.
public typealias EntropyCoder = Entropy.EntropyCoder
