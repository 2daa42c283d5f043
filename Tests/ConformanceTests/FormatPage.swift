import Foundation

/// A page of `Formats/`, for its test vectors: fenced blocks of lines `name: hexadecimal digits`,
/// in which lines without a name continue the vector above them.
struct FormatPage {
  private let lines: [Substring]

  init(_ name: String) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Formats/\(name)")
    lines = try String(contentsOf: url, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  func contains(_ text: String) -> Bool { lines.contains { $0.contains(text) } }

  /// The bytes of each vector called `name` under the heading that begins with `section`.
  func vectors(_ name: String, in section: String) -> [[UInt8]] {
    var (isInside, isFenced, isWanted) = (false, false, false)
    var digits: [String] = []
    for line in lines {
      if line.hasPrefix("#") { isInside = line.hasPrefix("### \(section) ") }
      if line.hasPrefix("```") {
        isFenced.toggle()
        isWanted = false
      } else if isInside, isFenced {
        let parts = line.split(separator: ":", maxSplits: 1)
        if line.contains(":") {
          isWanted = parts[0] == name
          if isWanted { digits.append("") }
        }
        if isWanted, !line.hasSuffix(":") {
          digits[digits.count - 1] += parts[parts.count - 1].trimmingPrefix(" ")
        }
      }
    }
    return digits.map(Self.bytes)
  }

  private static func bytes(_ digits: String) -> [UInt8] {
    let values = digits.compactMap(\.hexDigitValue)
    return stride(from: 0, to: values.count, by: 2).map { UInt8(16 * values[$0] + values[$0 + 1]) }
  }
}
