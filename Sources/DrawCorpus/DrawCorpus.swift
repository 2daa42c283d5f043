import Drawing
import Foundation

/// Draws the pictures of Corpus/ into a folder.
@main
enum DrawCorpus {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      FileHandle.standardError.write(Data("usage: draw-corpus <folder>\n".utf8))
      exit(64)
    }
    let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
    for file in try CorpusFile.all() {
      let url = folder.appendingPathComponent(file.path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      let bytes = try file.encoded()
      try Data(bytes).write(to: url, options: .atomic)
      print("\(file.path): \(bytes.count) bytes")
    }
  }
}
