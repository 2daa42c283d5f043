import ArgumentParser
import Networks
import Training

/// What `--effort` stands for.
enum Effort {
  /// - Throws: `ValidationError` if there is no such effort
  static func validate(_ effort: Int) throws {
    guard RefiningPlan.efforts.contains(effort) else {
      throw ValidationError("effort \(effort) is not within 1…9")
    }
  }

  /// What makes refiners; nil where codes are to be those of the network.
  static func refining(_ effort: Int) -> RefinerMaker? {
    guard let plan = RefiningPlan(effort: effort) else { return nil }
    return { (model, file, changes) throws(ModelError) in
      try PhotoRefiner(model, file: file, changes: changes, plan: plan)
    }
  }
}
