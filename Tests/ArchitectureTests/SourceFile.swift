import Foundation
import Testing

/// The top level of the repository.
let repository = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../..").standardized

/// A Swift file of a module.
struct SourceFile {
  let module: String
  let path: String
  let text: String

  /// Modules that the file imports, whole or in part.
  var imports: [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let start = words.firstIndex(of: "import"), start <= 1, words.count > start + 1,
        start == 0 || ["private", "internal", "package", "public"].contains(words[0])
      else { return nil }
      let kinds = ["enum", "struct", "class", "func", "var", "let", "protocol", "typealias"]
      let name = kinds.contains(String(words[start + 1])) ? words[start + 2] : words[start + 1]
      return String(name.split(separator: ".")[0])
    }
  }
}

/// All Swift files below a folder of the repository.
///
/// - Parameter folder: `Sources` or `Tests`
func sourceFiles(in folder: String = "Sources") throws -> [SourceFile] {
  let root = repository.appending(path: folder)
  let names = try #require(FileManager.default.subpaths(atPath: root.path))
  return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
    SourceFile(
      module: String(name.split(separator: "/")[0]), path: name,
      text: try String(contentsOf: root.appending(path: name), encoding: .utf8))
  }
}
