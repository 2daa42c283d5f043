extension ExtractionRoot {
  /// Finds out before anything is decoded if none of it can be written.
  ///
  /// One place that can be written to is enough: what cannot go to its own is told file by file.
  ///
  /// - Parameter paths: of what is to be unpacked
  /// - Throws: ``SystemError`` that names the folder
  package func checkWritable(for paths: some Sequence<[UInt8]>) throws(SystemError) {
    var tried: Set<[UInt8]> = []
    var failure: SystemError?
    for path in paths {
      // What is wrong with a path is told with the path.
      guard let parts = try? EntryPath(path).parts else { return }
      do throws(SystemError) {
        let folder = try lastFolder(above: parts)
        guard tried.insert(folder.path).inserted else { continue }
        try folder.checkWritable()
        return
      } catch {
        if error.isNoDirectory { return }
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }
}
