import Aezip
import ArgumentParser

/// What `--effort` stands for.
enum Effort {
  /// - Throws: `ValidationError` if there is no such effort
  static func validate(_ effort: Int) throws {
    guard PackOptions.efforts.contains(effort) else {
      throw ValidationError("effort \(effort) is not within 1…9")
    }
  }

  /// The effort where none is given.
  static let usual = PackOptions().effort
}
