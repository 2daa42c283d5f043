import Learning

extension LearnedModels {
  /// Options to pack with these.
  package func added(to options: PackOptions) -> PackOptions {
    var options = options
    options.learned += small
    options.adapted += adapted
    return options
  }
}
