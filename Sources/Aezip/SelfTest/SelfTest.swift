import Bytes
import Synchronization
import Tensors

/// Decodes built-in archives with each instruction set of the machine.
///
/// Machines with the same digest decode to the same bytes.
public enum SelfTest {
  /// The result of one archive with one instruction set.
  public struct Result: Sendable, Equatable {
    /// The archive's name in `Formats/vectors/archives/valid`.
    public let vector: String
    /// "generic", "avx2", "avx512" or "neon".
    public let instructionSet: String
    /// SHA-256 of the paths and digests of all decoded entries, 64 hexadecimal digits; nil if
    /// decoding failed.
    public let digest: String?
    /// Whether the digest is the expected one.
    public let isRight: Bool
    /// Decoding errors, one per line.
    public let problems: [String]

    package init(
      vector: String, instructionSet: String, digest: String?, isRight: Bool, problems: [String]
    ) {
      (self.vector, self.instructionSet, self.digest) = (vector, instructionSet, digest)
      (self.isRight, self.problems) = (isRight, problems)
    }
  }

  /// The instruction sets of this machine, the most basic first.
  public static var instructionSets: [String] {
    Kernels.names.filter { (try? Kernels(named: $0)) != nil }
  }

  /// The names of the archives.
  public static var vectors: [String] { GoldenArchive.all.map(\.name) }

  /// Decodes every archive with every instruction set.
  ///
  /// - Parameter progress: called after each
  public static func run(progress: @Sendable (Progress) -> Void = { _ in }) async -> [Result] {
    var results: [Result] = []
    let count = GoldenArchive.all.count * instructionSets.count
    for archive in GoldenArchive.all {
      for name in instructionSets {
        guard let kernels = try? Kernels(named: name) else { continue }
        results.append(
          await Kernels.$forced.withValue(kernels) { await decode(archive, by: name) })
        progress(Progress(files: results.count, totalFiles: count, bytes: 0, totalBytes: 0))
      }
    }
    return results
  }

  /// One digest of all archives' names and results.
  public static func digest(of results: [Result]) -> String {
    var text = ""
    for set in Set(results.map(\.instructionSet)).sorted() {
      let lines = results.filter { $0.instructionSet == set }
        .map { "\($0.vector) \($0.digest ?? "failed")\n" }
      // Equal results count once, so that machines of other instruction sets are comparable.
      if !text.hasSuffix(lines.joined()) { text += lines.joined() }
    }
    return Digest(of: Array(text.utf8)).description
  }

  private static func decode(_ golden: GoldenArchive, by set: String) async -> Result {
    let found = Mutex<[[UInt8]: Digest]>([:])
    var problems: [String]
    do {
      let report = try await Archive(golden.bytes).visit { path, content in
        found.withLock { $0[path] = content.digest }
      }
      problems = report.problems.map(\.message)
    } catch {
      problems = ["\(error)"]
    }
    var hasher = DigestHasher()
    for (path, digest) in found.withLock({ $0 }).sorted(by: {
      $0.key.lexicographicallyPrecedes($1.key)
    }) {
      hasher.update(path[...])
      hasher.update([0])
      hasher.update(digest.bytes[...])
    }
    let digest = problems.isEmpty ? hasher.finish().description : nil
    return Result(
      vector: golden.name, instructionSet: set, digest: digest,
      isRight: digest != nil && digest == expected[golden.name], problems: problems)
  }
}

extension DecodedContent {
  /// SHA-256 of a picture's samples, alpha included, or of a file.
  package var digest: Digest {
    switch self {
    case .picture(let picture): Digest(of: picture.image.samples)
    case .exact(let digest), .table(let digest): digest
    }
  }
}
