import Archiver

extension HealingReport {
  /// What was healed.
  var text: String {
    let healed = "healed \(plural(healedBytes, "byte")) in \(plural(healedPlaces, "place"))"
    return isComplete ? healed : "\(healed), of \(plural(damagedBytes, "byte")) damaged"
  }

  /// What can be healed.
  var promise: String {
    isComplete
      ? "`aezip repair` heals all of it, by its redundancy"
      : "`aezip repair` heals \(healedBytes) of \(plural(damagedBytes, "damaged byte")) by its "
        + "redundancy, and makes a whole archive of the rest"
  }
}
