import Foundation
import Images

/// SSIMULACRA2 (J. Sneyers, 2022), which other programs measure: about 100 for no visible
/// difference, 70 for high quality, negative for very strong distortion.
package struct ExternalMetric: Sendable {
  /// Names of programs that measure it, with the arguments that come before two PNG files.
  private static let programs: [(name: String, arguments: [String])] = [
    ("ssimulacra2", []), ("ssimulacra2_rs", ["image"]),
  ]

  private let tool: ExternalTool
  private let arguments: [String]
  private let patience: Duration

  /// The program's name.
  package var name: String { tool.name }

  /// Finds a program that measures it.
  ///
  /// - Parameters:
  ///   - folders: where to look
  ///   - patience: how long a run may take, beside 20 s for a megapixel
  /// - Returns: nil where no such program is installed
  package static func find(
    in folders: [String] = ExternalTool.searchPath, patience: Duration = .seconds(120)
  ) -> ExternalMetric? {
    for program in programs {
      guard let tool = try? ExternalTool.find(program.name, in: folders) else { continue }
      return ExternalMetric(tool: tool, arguments: program.arguments, patience: patience)
    }
    return nil
  }

  /// The score of `decoded` against `original`, a picture of the same size; alpha is left out.
  ///
  /// - Throws: ``ExternalError``
  package func score(
    original: Image, decoded: Image
  ) async throws(ExternalError) -> Double {
    let folder = try ExchangeFolder.make()
    // Not all such programs take grey files.
    try folder.write(original.withoutAlpha.inColour, to: "original.png")
    try folder.write(decoded.withoutAlpha.inColour, to: "decoded.png")
    let files = ["original.png", "decoded.png"].map(folder.path)
    let answer = try await tool.run(
      arguments + files, timeout: patience + .microseconds(20 * original.pixelCount))
    guard let score = Self.score(in: answer.output) else {
      throw .unreadable(
        tool: tool.name, reason: "no score in “\(ExternalTool.firstLine(of: answer.output))”")
    }
    return score
  }

  /// The last number of the output: programs print "71.5" or "Score: 71.5".
  static func score(in output: String) -> Double? {
    let words = output.split { $0.isWhitespace || $0 == ":" }
    return words.compactMap { Double($0) }.last { $0.isFinite }
  }
}
