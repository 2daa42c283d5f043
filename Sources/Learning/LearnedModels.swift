import Archiver

/// What was learned of a folder.
package struct LearnedModels: Sendable {
  /// Of like pictures, with their codes.
  package var small: [LearnedModel] = []
  /// The photo model, adapted to pictures.
  package var adapted: [AdaptedModel] = []

  package init() {}

  package var isEmpty: Bool { small.isEmpty && adapted.isEmpty }

  /// Options to pack with these.
  package func added(to options: PackOptions) -> PackOptions {
    var options = options
    options.learned += small
    options.adapted += adapted
    return options
  }

  static func + (one: LearnedModels, other: LearnedModels) -> LearnedModels {
    var all = one
    all.small += other.small
    all.adapted += other.adapted
    return all
  }
}
