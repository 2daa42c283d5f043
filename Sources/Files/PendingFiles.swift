import Synchronization

/// The temporary files and folders of this process, which an interrupt removes.
enum PendingFiles {
  private struct Entry: Hashable {
    let directory: Directory
    let name: [UInt8]
    var isFolder = false

    static func == (one: Entry, other: Entry) -> Bool {
      one.directory === other.directory && one.name == other.name
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(name)
    }
  }

  private static let entries = Mutex<Set<Entry>>([])

  /// Creates a file or folder by `make` and remembers it, atomically with respect to
  /// ``removeAll(then:)``.
  static func create<Result: ~Copyable>(
    _ name: [UInt8], in directory: Directory, isFolder: Bool = false,
    by make: () throws(SystemError) -> sending Result
  ) throws(SystemError) -> sending Result {
    try entries.withLock { entries throws(SystemError) in
      let result = try make()
      entries.insert(Entry(directory: directory, name: name, isFolder: isFolder))
      return result
    }
  }

  /// Forgets a file that was removed or got its final name.
  static func forget(_ name: [UInt8], in directory: Directory) {
    _ = entries.withLock { $0.remove(Entry(directory: directory, name: name)) }
  }

  /// Removes all of them and ends the process; no more can be created meanwhile.
  static func removeAll(then end: () -> Never) -> Never {
    entries.withLock { entries in
      for entry in entries {
        guard entry.isFolder else {
          try? entry.directory.remove(entry.name)
          continue
        }
        // Other threads may add files to it until the process ends.
        for _ in 0..<8 where (try? entry.directory.removeTree(entry.name)) == nil {}
      }
      end()
    }
  }
}
