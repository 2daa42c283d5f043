import Synchronization

/// A folder that is either complete or removed: until ``keep()`` is called, an interrupt or the
/// release of the last reference removes it with its content.
package final class NewFolder: Sendable {
  private let parent: Directory
  private let name: [UInt8]
  private let isKept = Mutex(false)

  /// Creates the folder; throws if the name is taken.
  package init(path: [UInt8]) throws(OutputError) {
    var path = path
    while path.count > 1, path.last == 0x2F { path.removeLast() }
    let (folder, name) = splitPath(path)
    do throws(SystemError) {
      let parent = try OutputFile.directory(folder, for: path)
      (self.parent, self.name) = (parent, name)
      try PendingFiles.create(name, in: parent, isFolder: true) { () throws(SystemError) in
        guard try parent.makeDirectory(named: name, mode: 0o777) else {
          throw SystemError(.createDirectory, path, code: SystemError.existing)
        }
      }
    } catch {
      throw error.isExisting ? .exists(path: path) : .system(error)
    }
  }

  /// Keeps the folder, which is complete.
  package func keep() {
    isKept.withLock { $0 = true }
    PendingFiles.forget(name, in: parent)
  }

  deinit {
    guard !isKept.withLock({ $0 }) else { return }
    try? parent.removeTree(name)
    PendingFiles.forget(name, in: parent)
  }
}
