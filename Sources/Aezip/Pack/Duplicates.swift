import Bytes
import Files

/// Files of the same bytes, of which an archive stores one.
struct Duplicates: Sendable {
  /// A file and what else has its bytes.
  struct Group: Sendable {
    let digest: Digest
    /// Positions among the files searched, ascending.
    var members: [Int]
  }

  /// In no particular order.
  private(set) var groups: [Group] = []

  /// Smaller files are not worth looking at: what a copy saves of them is a few bytes and the
  /// digest.
  static let minimumBytes = 64

  /// How much of larger files is compared before they are read whole.
  private static let headBytes = 1 << 16

  /// None.
  init() {}

  /// Reads files that have the size of another one, and those whole that begin alike as well.
  ///
  /// What cannot be read, or has changed since it was found, is a duplicate of nothing.
  init(among files: [FoundFile], jobs: Int) async throws {
    let bySize = Dictionary(grouping: files.indices) { files[$0].size }
    let equal = bySize.filter { $0.key >= Self.minimumBytes && $0.value.count > 1 }
    let heads = try await Self.alike(equal.values.joined().sorted(), files, jobs) {
      try $0.digest(ofFirst: Self.headBytes)
    }
    groups = heads.filter { files[$0.members[0]].size <= Self.headBytes }
    let large = heads.filter { files[$0.members[0]].size > Self.headBytes }
    groups += try await Self.alike(large.flatMap(\.members).sorted(), files, jobs) {
      try $0.digest()
    }
  }

  /// Those of the `candidates` that have both size and digest in common with others.
  private static func alike(
    _ candidates: [Int], _ files: [FoundFile], _ jobs: Int,
    digest: @escaping @Sendable (InputFile) throws -> Digest
  ) async throws -> [Group] {
    struct Key: Hashable {
      let size: Int
      let digest: Digest
    }
    var groups: [Key: Group] = [:]
    try await Pipeline.run(candidates, width: max(jobs, 1)) { index -> (Int, Digest?) in
      let file = files[index]
      guard let input = try? InputFile(path: file.systemPath), input.stamp == file.stamp
      else { return (index, nil) }
      return (index, try? digest(input))
    } consume: { index, digest in
      guard let digest else { return }
      let key = Key(size: files[index].size, digest: digest)
      groups[key, default: Group(digest: digest, members: [])].members.append(index)
    }
    return groups.values.filter { $0.members.count > 1 }
  }
}

/// Files to be stored as copies of another one, if that still has the bytes they have.
struct PlannedCopies: Sendable {
  /// SHA-256 of each.
  let digest: Digest
  var files: [FoundFile]

  /// Parts the files into those that are as they were found and those that have changed.
  func parted() -> (unchanged: PlannedCopies, changed: [FoundFile]) {
    var unchanged = self
    unchanged.files = files.filter { file in
      (try? InputFile(path: file.systemPath))?.stamp == file.stamp
    }
    let kept = Set(unchanged.files.map(\.archivePath))
    return (unchanged, files.filter { !kept.contains($0.archivePath) })
  }
}
