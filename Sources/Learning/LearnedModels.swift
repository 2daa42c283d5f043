import PictureCodec

/// What was learned of a folder.
package struct LearnedModels: Sendable {
  /// Of like pictures, with their codes.
  package var small: [LearnedModel] = []
  /// The photo model, adapted to pictures.
  package var adapted: [AdaptedModel] = []

  package init() {}

  package var isEmpty: Bool { small.isEmpty && adapted.isEmpty }

  package static func + (one: LearnedModels, other: LearnedModels) -> LearnedModels {
    var all = one
    all.small += other.small
    all.adapted += other.adapted
    return all
  }
}
