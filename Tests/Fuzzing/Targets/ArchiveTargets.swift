import Aezip
import Bytes
import Container
import Foundation

/// What is held of a hostile archive at once: a thousandth of the standard, so that a bounded input
/// takes bounded time.
private let limit = DecodeLimits(bytes: 1 << 19)

/// Samples and bytes of tables that an archive may decode to in all: each object is bounded, their
/// number is not.
private let maximumWork = 1 << 18

extension FuzzTarget {
  /// Lists the archive, and decodes all that is in it.
  static let archive = FuzzTarget(
    name: "archive", seeds: { try $0.archives() }, mutate: LooseArchive.changed
  ) { input in
    guard let archive = try? Archive(input, limit: limit.bytes) else { return }
    _ = archive.modelSummaries
    let objects = (try? archive.entries()) ?? []
    guard objects.reduce(0, { $0 + $1.work }) <= maximumWork else { return }
    wait { _ = try? await archive.verify() }
  }

  /// Gives back what is intact; what that makes is whole.
  static let recovery = FuzzTarget(
    name: "recovery", seeds: { try $0.archives() },
    mutate: { input, mutation in
      let changed =
        mutation.isOne(of: 4) ? input : LooseArchive.changed(input, mutation) ?? input
      return mutation.isOne(of: 4) ? changed : damaged(changed, mutation)
    }
  ) { input in
    guard let repair = try? ArchiveRepair.plan(for: input, limit: limit),
      let whole = try? repair.write(into: [UInt8]())
    else { return }
    do {
      let reader = try ArchiveReader(whole, limit: limit)
      try reader.checkSections()
      for block in reader.blocks.indices { _ = try reader.readBlock(block) }
      expect(reader.entries == repair.keptEntries, "all that is kept is in the whole archive")
    } catch {
      // What was intact by its checksums is copied as it was.
      expect(repair.isIntact, "a repaired archive is whole: \(error)")
    }
  }

  /// A place changed, cut off, lost or doubled.
  private static func damaged(_ archive: [UInt8], _ mutation: Mutation) -> [UInt8] {
    guard !archive.isEmpty else { return archive }
    var archive = archive
    let start = mutation.below(archive.count)
    let end = min(archive.count, start + 1 + mutation.below(64))
    switch mutation.below(4) {
    case 0: archive[start] ^= UInt8(1 << mutation.below(8))
    case 1: archive.removeLast(archive.count - start)
    case 2: archive.removeSubrange(start..<end)
    default: archive.insert(contentsOf: archive[start..<end], at: start)
    }
    return archive
  }
}

extension ArchiveEntry {
  /// What decoding it takes, about, in pixels or bytes.
  fileprivate var work: Int {
    switch kind {
    case .picture: picture.map { $0.width * $0.height } ?? 0
    case .table, .jpeg: size
    // Rasters are among exact files, and take as long as the samples of pictures.
    case .exact: size
    default: 0
    }
  }
}

/// Waits for work that waits for others.
private func wait(for work: @escaping @Sendable () async -> Void) {
  let done = DispatchSemaphore(value: 0)
  Task {
    await work()
    done.signal()
  }
  done.wait()
}
