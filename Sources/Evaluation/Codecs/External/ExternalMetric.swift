import Foundation
import Images

/// SSIMULACRA2 (Sneyers 2022), which other programs measure: about 100 for no visible
/// difference, 70 for a high quality, negative for hardly the same picture.
package struct ExternalMetric: Sendable {
  /// Names of programs that can tell, with the arguments that come before two PNG files.
  private static let programs: [(name: String, arguments: [String])] = [
    ("ssimulacra2", []), ("ssimulacra2_rs", ["image"]),
  ]

  private let tool: ExternalTool
  private let arguments: [String]
  private let patience: Duration

  /// The program's name.
  package var name: String { tool.name }

  /// - Parameters:
  ///   - folders: where to look for a program
  ///   - patience: how long it may take, beside 20 s a million of pixels
  /// - Returns: nil where there is none.
  package init?(
    in folders: [String] = ExternalTool.searchPath, patience: Duration = .seconds(120)
  ) {
    for program in Self.programs {
      guard let tool = try? ExternalTool(program.name, in: folders) else { continue }
      self.tool = tool
      arguments = program.arguments
      self.patience = patience
      return
    }
    return nil
  }

  /// How near `decoded` is to `original`, a picture of the same size; alpha is left out.
  package func score(
    original: Image, decoded: Image
  ) async throws(ExternalError) -> Double {
    let folder = try PictureFolder()
    // Not all such programs take grey files.
    try folder.write(original.withoutAlpha.inColour, to: "original.png")
    try folder.write(decoded.withoutAlpha.inColour, to: "decoded.png")
    let files = ["original.png", "decoded.png"].map(folder.path)
    let said = try await tool.run(
      arguments + files, timeout: patience + .microseconds(20 * original.pixelCount))
    guard let score = Self.score(in: said.output) else {
      throw .unreadable(
        tool: tool.name, reason: "no score in “\(ExternalTool.firstLine(of: said.output))”")
    }
    return score
  }

  /// The last number of the output: programs print "71.5" or "Score: 71.5".
  static func score(in output: String) -> Double? {
    let words = output.split { $0.isWhitespace || $0 == ":" }
    return words.compactMap { Double($0) }.last { $0.isFinite }
  }
}
