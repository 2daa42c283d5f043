import Foundation

/// A folder of shell scripts that stand in for programs.
struct FakeTools {
  let folder: String

  init(_ scripts: [String: String]) throws {
    folder = FileManager.default.temporaryDirectory.path + "/aezip-tools-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    for (name, script) in scripts {
      try Data(("#!/bin/sh\n" + script + "\n").utf8).write(
        to: URL(filePath: folder + "/" + name))
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder + "/" + name)
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
