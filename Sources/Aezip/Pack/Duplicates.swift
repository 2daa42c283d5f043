import Bytes
import Files

/// Files of identical bytes, of which an archive stores one.
struct Duplicates: Sendable {
  /// Files of one digest.
  struct Group: Sendable {
    let digest: Digest
    /// Positions among the files searched, ascending.
    var members: [Int]
  }

  /// In no particular order.
  private(set) var groups: [Group] = []

  /// Smaller files are not compared: a copy saves only a few bytes and their digest.
  static let minimumBytes = 64

  /// The bytes of larger files that are compared first.
  private static let headBytes = 1 << 16

  /// Compares files of equal size: first their beginnings, then whole files.
  ///
  /// A file that is unreadable or has changed since the walk has no duplicates.
  static func find(among files: [PackFile], jobs: Int) async throws -> Duplicates {
    let bySize = Dictionary(grouping: files.indices) { files[$0].size }
    let equal = bySize.filter { $0.key >= minimumBytes && $0.value.count > 1 }
    let heads = try await alike(equal.values.joined().sorted(), files, jobs) {
      try $0.digest(ofFirst: headBytes)
    }
    var found = Duplicates()
    found.groups = heads.filter { files[$0.members[0]].size <= headBytes }
    let large = heads.filter { files[$0.members[0]].size > headBytes }
    found.groups += try await alike(large.flatMap(\.members).sorted(), files, jobs) {
      try $0.digest()
    }
    return found
  }

  /// Selects the `candidates` that share size and digest with others.
  private static func alike(
    _ candidates: [Int], _ files: [PackFile], _ jobs: Int,
    digest: @escaping @Sendable (OpenFile) throws -> Digest
  ) async throws -> [Group] {
    struct Key: Hashable {
      let size: Int
      let digest: Digest
    }
    var groups: [Key: Group] = [:]
    try await Pipeline.run(candidates, width: max(jobs, 1)) { index -> (Int, Digest?) in
      guard let input = files[index].openUnchanged() else { return (index, nil) }
      return (index, try? digest(input))
    } consume: { index, digest in
      guard let digest else { return }
      let key = Key(size: files[index].size, digest: digest)
      groups[key, default: Group(digest: digest, members: [])].members.append(index)
    }
    return groups.values.filter { $0.members.count > 1 }
  }
}

/// Files to store as copies of another, if their bytes are still the same.
struct PlannedCopies: Sendable {
  /// The SHA-256 of each file.
  let digest: Digest
  var files: [PackFile]

  /// Splits the files into unchanged and changed ones.
  func parted() -> (unchanged: PlannedCopies, changed: [PackFile]) {
    var unchanged = self
    unchanged.files = files.filter { $0.openUnchanged() != nil }
    let kept = Set(unchanged.files.map(\.archivePath))
    return (unchanged, files.filter { !kept.contains($0.archivePath) })
  }
}
