import Aezip

extension HealingReport {
  /// What was repaired.
  var text: String {
    let healed = "repaired \(plural(healedBytes, "byte")) in \(plural(healedPlaces, "range"))"
    return isComplete ? healed : "\(healed), of \(plural(damagedBytes, "damaged byte"))"
  }

  /// What can be repaired.
  var promise: String {
    if isComplete { return "`aezip repair` restores all of it by its redundancy" }
    let some = healedBytes > 0 ? "repairs \(plural(healedBytes, "byte")) and " : ""
    return "\(plural(damagedBytes, "damaged byte")), more than its redundancy repairs; "
      + "`aezip repair` \(some)makes a valid archive of the rest"
  }
}
