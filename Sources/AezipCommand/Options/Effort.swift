import ArgumentParser
import Learning
import Networks
import PictureCodec

/// What `--effort` stands for.
enum Effort {
  /// - Throws: `ValidationError` if there is no such effort
  static func validate(_ effort: Int) throws {
    guard RefiningPlan.efforts.contains(effort) else {
      throw ValidationError("effort \(effort) is not within 1…9")
    }
  }

  /// What is done if no effort is given.
  static let usual = 3

  /// How codes are chosen.
  static func choice(_ effort: Int) -> LatentQuantisation {
    if effort < usual { return .nearest }
    guard let plan = RefiningPlan(effort: effort) else { return .rounded }
    return .refined { (model, file, changes) throws(ModelError) in
      try PhotoRefiner(model, file: file, changes: changes, plan: plan)
    }
  }
}
