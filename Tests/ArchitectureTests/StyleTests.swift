import Foundation
import Testing

@Suite struct StyleTests {
  @Test func `no line of Swift is longer than 100 columns`() throws {
    for folder in ["Sources", "Tests"] {
      for file in try sourceFiles(in: folder) {
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
          #expect(line.count <= 100, "\(folder)/\(file.path):\(number + 1)")
        }
      }
    }
  }

  @Test func `every public declaration has a docstring`() throws {
    for file in try sourceFiles() {
      let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      for (number, line) in lines.enumerated() {
        let code = line.drop { $0 == " " }
        guard code.hasPrefix("public "), !code.hasPrefix("public extension") else { continue }
        let above = lines[..<number].last { !$0.drop { $0 == " " }.hasPrefix("@") }
        let isDocumented = above?.drop { $0 == " " }.hasPrefix("///") ?? false
        #expect(isDocumented, "\(file.path):\(number + 1): \(code)")
      }
    }
  }

  /// A library says what is wrong; what to type instead is the command line's to say.
  @Test func `no library knows an option of the command line`() throws {
    let option = /"[^"]*(--[a-z]|`aezip )[^"]*"/
    // Evaluation runs programs of others and records with which options.
    let exempt = ["AezipCommand", "DrawCorpus", "Evaluation"]
    for file in try sourceFiles() where !exempt.contains(file.module) {
      for line in file.text.split(separator: "\n") {
        let code = line.drop { $0 == " " }
        guard !code.hasPrefix("//") else { continue }
        #expect(code.firstMatch(of: option) == nil, "\(file.path): \(code)")
      }
    }
  }

  @Test func `the README fits in 150 lines and 10 kB`() throws {
    let text = try String(contentsOf: repository.appending(path: "README.md"), encoding: .utf8)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 151)
    #expect(text.utf8.count <= 10_000)
  }
}
