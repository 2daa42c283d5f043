import Aezip

extension HealingReport {
  /// What was healed.
  var text: String {
    let healed = "healed \(plural(healedBytes, "byte")) in \(plural(healedPlaces, "place"))"
    return isComplete ? healed : "\(healed), of \(plural(damagedBytes, "byte")) damaged"
  }

  /// What can be healed.
  var promise: String {
    if isComplete { return "`aezip repair` heals all of it, by its redundancy" }
    let some = healedBytes > 0 ? "heals \(plural(healedBytes, "byte")) and " : ""
    return "\(plural(damagedBytes, "byte")) are damaged, more than its redundancy heals; "
      + "`aezip repair` \(some)makes a whole archive of the rest"
  }
}
