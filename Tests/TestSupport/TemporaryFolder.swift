import Foundation

/// A folder that is there for one test.
package struct TemporaryFolder {
  package let url = FileManager.default.temporaryDirectory.appendingPathComponent(
    "aezip-test-\(UUID().uuidString)")

  package static func with(_ body: (TemporaryFolder) throws -> Void) throws {
    let folder = TemporaryFolder()
    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder.url) }
    try body(folder)
  }

  package var path: [UInt8] { Array(url.path.utf8) }

  package func callAsFunction(_ name: String) -> [UInt8] { path + Array("/\(name)".utf8) }

  package func write(_ content: [UInt8], to name: String) throws {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(content).write(to: file)
  }

  package func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: url.appendingPathComponent(name), withIntermediateDirectories: true)
  }

  package func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: url.appendingPathComponent(name).path, withDestinationPath: target)
  }
}
