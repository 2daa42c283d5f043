import Files

/// Errors of this library. Errors of its parts pass through unchanged.
///
/// ``ErrorKind`` classifies any error. A description is one line of facts: what failed, on what,
/// and why, with values.
public enum AezipError: Error, Equatable {
  // The request cannot be met.

  /// The value of an option is outside its range; both are formatted for display.
  case outOfRange(PackOption, value: String, allowed: String)
  /// Two options exclude each other.
  case conflict(PackOption, PackOption)
  /// An option has no meaning without another.
  case missing(PackOption, for: PackOption)
  /// Learning reads files and folders, but the content to pack is in memory.
  case learningInMemory
  /// There is no file to pack; holds the reason why the first one was left out.
  case nothingToPack(reason: String?)
  /// Two entries would have the same name in the archive.
  case sameName(String)
  /// No archive entry can have this name; holds the reason.
  case badName(String, reason: String)
  /// Samples do not fill a picture of this size.
  case badPixels(width: Int, height: Int, channels: Int, samples: Int)
  /// No entry matches any of the patterns.
  case nothingMatches([String])
  /// The entry is not stored as requested, such as latents of a lossless file.
  case notStoredAs(String, path: String)
  /// Even at the lowest level the archive exceeds the target size; both are formatted for display.
  case unreachedSize(wanted: String, least: String)
  /// Even at the best level the mean PSNR is below the target, in dB.
  case unreachedPSNR(wanted: Double, best: Double)
  /// The repaired archive would replace the damaged one.
  case outputIsInput
  /// The archive is encrypted, and no passphrase is given.
  case needsPassphrase
  /// The archive is encrypted with another passphrase.
  case wrongPassphrase
  /// A passphrase has at least one character.
  case emptyPassphrase
  /// A signing or verification key is invalid; holds the reason.
  case badKey(reason: String)

  // Data are damaged, hostile or too new, or a model is missing.

  /// The archive needs a model that this program lacks.
  case unknownModel(name: String, digest: String)
  /// A model file cannot be read.
  case badModel(name: String, reason: String)
  /// A model file can be read, but cannot encode.
  case unusableModel(name: String, ModelFlaw)
  /// A model in the archive is a delta of a base that this program lacks.
  case missingBase(model: String, digest: String)
  /// Decoded samples or bytes do not match their digest.
  case digestMismatch(path: String)
  /// An entry's extras or latents contradict its catalogue.
  case malformedEntry(path: String, reason: String)
  /// An entry exceeds the archive's limit on memory or time.
  case aboveLimit(path: String, reason: String)
  /// The kind or coder of an entry is unknown to this program.
  case unknownKind(path: String)
  /// The selected pictures and tables decode to more bytes than is plausible for the archive's
  /// size.
  case decodesToTooMuch(bytes: Int, allowed: Int)
  /// No block of a damaged archive is intact.
  case nothingSaved
  /// A signature is required, and there is none.
  case notSigned
  /// Another key than the required one signed the archive; both are fingerprints.
  case otherSigner(found: String, wanted: String)
  /// The archive differs from what was signed.
  case signatureMismatch(signer: String)
}

/// An option of ``PackOptions``, as errors name it.
public enum PackOption: String, Sendable, CaseIterable {
  /// ``PackOptions/quality``.
  case quality
  /// ``PackOptions/psnr``.
  case psnr
  /// ``PackOptions/minimumPSNR``.
  case minimumPSNR
  /// ``PackOptions/floorsWindows``.
  case windows = "floorsWindows"
  /// ``PackOptions/sizeTarget`` in bytes.
  case bytes = "sizeTarget.bytes"
  /// ``PackOptions/sizeTarget`` in bits a pixel.
  case bitsPerPixel = "sizeTarget.bitsPerPixel"
  /// ``PackOptions/maximumError``.
  case maximumError
  /// ``PackOptions/redundancy``.
  case redundancy
  /// ``PackOptions/lossless``.
  case lossless
  /// ``PackOptions/jpeg``.
  case jpeg
  /// ``PackOptions/checksPictures`` where it is false.
  case unchecked = "checksPictures = false"
  /// ``PackOptions/latentsOnly``.
  case latentsOnly
  /// ``PackOptions/effort``.
  case effort
  /// ``PackOptions/learning``.
  case learning
}

/// Reasons why a readable model cannot pack.
public enum ModelFlaw: Sendable, Equatable {
  /// It denoises pictures and does not encode.
  case denoises
  /// It is a delta learned while a folder was packed.
  case isDelta
  /// It has no encoder.
  case onlyDecodes
  /// It encodes numbers other than pictures.
  case notOfPictures
  /// It is a learned model for other data than pictures of one shape.
  case notOfOneShape
  /// It does not say what its levels were trained for, which refinement needs; holds the reason.
  case noLambdas(reason: String)
}

extension ModelFlaw: CustomStringConvertible {
  /// The flaw as text that follows the model's name.
  public var description: String {
    switch self {
    case .denoises: "takes noise out of pictures, and encodes none"
    case .isDelta: "only decodes: it was learned while a folder was packed"
    case .onlyDecodes: "only decodes"
    case .notOfPictures: "encodes numbers, not pictures"
    case .notOfOneShape: "is not one of pictures of one shape"
    case .noLambdas(let reason): "does not say what its levels were trained for (\(reason))"
    }
  }
}

extension AezipError: CustomStringConvertible {
  /// One line: what failed, on what, and why, with values.
  public var description: String {
    switch self {
    case .outOfRange(let option, let value, let allowed):
      "\(option.rawValue) \(value) is not within \(allowed)"
    case .conflict(let one, let other):
      "\(one.rawValue) and \(other.rawValue) exclude each other"
    case .missing(let one, let other): "\(other.rawValue) needs \(one.rawValue)"
    case .learningInMemory: "models are learned of files and folders, not of content in memory"
    case .nothingToPack(let reason):
      "nothing to pack: \(reason ?? "every file was excluded")"
    case .sameName(let name): "two entries would be called \(name) in the archive"
    case .badName(let name, let reason): "\(name): is no name of an entry: \(reason)"
    case .badPixels(let width, let height, let channels, let samples):
      "\(samples) samples do not fill a picture of \(width)×\(height)×\(channels)"
    case .nothingMatches(let patterns): "no entry matches \(patterns.joined(separator: ", "))"
    case .notStoredAs(let what, let path): "\(path): is not stored as \(what)"
    case .unreachedSize(let wanted, let least):
      "at the lowest quality it still comes to \(least), not \(wanted)"
    case .unreachedPSNR(let wanted, let best):
      "the pictures reach a mean PSNR of \(Self.text(best)) dB at the best quality, "
        + "not \(Self.text(wanted)) dB"
    case .outputIsInput: "is the damaged archive itself, which is left as it is"
    case .needsPassphrase: "is encrypted"
    case .wrongPassphrase: "wrong passphrase"
    case .emptyPassphrase: "the passphrase is empty"
    case .badKey(let reason): reason
    case .unknownModel(let name, let digest):
      "needs the model \(name) (\(digest.prefix(16))…), which this program does not have"
    case .badModel(let name, let reason): "model \(name): \(reason)"
    case .unusableModel(let name, let flaw): "model \(name): \(flaw)"
    case .missingBase(let model, let digest):
      "model \(model): is a delta of the model \(digest.prefix(16))…, which this program does not "
        + "have"
    case .digestMismatch(let path):
      "\(path): decoded content is not what was packed (digest differs)"
    case .malformedEntry(let path, let reason): "\(path): \(reason)"
    case .aboveLimit(let path, let reason): "\(path): \(reason)"
    case .unknownKind(let path): "\(path): is stored in a way this program does not know"
    case .decodesToTooMuch(let bytes, let allowed):
      "its pictures and tables decode to \(bytes) bytes, and \(allowed) are allowed for an archive "
        + "of its size"
    case .nothingSaved: "nothing of it can be saved: no block is intact"
    case .notSigned: "is not signed"
    case .otherSigner(let found, let wanted):
      "is signed by another key: \(found.prefix(16))…, not \(wanted.prefix(16))…"
    case .signatureMismatch(let signer):
      "is not what the key \(signer.prefix(16))… signed: damaged or tampered with"
    }
  }

  /// A PSNR rounded down to hundredths.
  private static func text(_ psnr: Double) -> String {
    let text = "\((psnr * 100).rounded(.down) / 100)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension AezipError {
  var kind: ErrorKind {
    switch self {
    case .outOfRange, .conflict, .missing, .learningInMemory, .nothingToPack, .sameName, .badName,
      .badPixels, .nothingMatches, .notStoredAs, .unreachedSize, .unreachedPSNR, .outputIsInput,
      .needsPassphrase, .wrongPassphrase, .emptyPassphrase, .badKey:
      .misuse
    case .unknownModel, .badModel, .unusableModel, .missingBase, .digestMismatch, .malformedEntry,
      .aboveLimit, .unknownKind, .decodesToTooMuch, .nothingSaved, .notSigned, .otherSigner,
      .signatureMismatch:
      .badData
    }
  }
}
