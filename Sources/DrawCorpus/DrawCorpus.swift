import Drawing
import Foundation

/// Draws the pictures of Corpus/, or patterns to try codecs on, into a folder.
@main
enum DrawCorpus {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let drawsPatterns = arguments.first == "--patterns"
    guard let name = arguments.last, arguments.count == (drawsPatterns ? 2 : 1) else {
      FileHandle.standardError.write(Data("usage: draw-corpus [--patterns] <folder>\n".utf8))
      exit(64)
    }
    let folder = URL(fileURLWithPath: name, isDirectory: true)
    for file in try drawsPatterns ? CorpusFile.patterns() : CorpusFile.all() {
      let url = folder.appendingPathComponent(file.path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      let bytes = try file.encoded()
      try Data(bytes).write(to: url, options: .atomic)
      print("\(file.path): \(bytes.count) bytes")
    }
  }
}
