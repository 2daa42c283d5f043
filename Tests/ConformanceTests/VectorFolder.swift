import Foundation

/// A folder of `Formats/vectors/archives/`.
struct VectorFolder {
  let url: URL

  static let valid = VectorFolder("valid")
  static let mustFail = VectorFolder("must-fail")
  static let mustHeal = VectorFolder("must-heal")
  static let encrypted = VectorFolder("encrypted")
  static let encryptedMustFail = VectorFolder("encrypted-must-fail")
  static let pinned = VectorFolder("encoder-pinned")

  private init(_ name: String) {
    url = Self.repository.appending(path: "Formats/vectors/archives/\(name)")
  }

  static let repository = URL(filePath: #filePath)
    .appending(path: "../../..").standardized

  /// Whether tests make missing vectors. Existing ones are never touched.
  static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_VECTORS"] == "1"

  /// Names of the archives, without their extension, sorted.
  var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return files.filter { $0.hasSuffix(".aez") }.map { String($0.dropLast(4)) }.sorted()
  }

  func read(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: url.appending(path: file)))
  }

  func lacks(_ file: String) -> Bool {
    !FileManager.default.fileExists(atPath: url.appending(path: file).path)
  }

  /// Writes a file unless it exists.
  func add(_ name: String, _ bytes: [UInt8]) throws {
    guard lacks(name) else { return }
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
}

/// A temporary folder that is removed when the test ends.
final class ScratchFolder {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "aezip-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> [UInt8] { Array(url.appending(path: name).path.utf8) }

  func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: url.appending(path: name))
  }

  func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: url.appending(path: name)))
  }
}
