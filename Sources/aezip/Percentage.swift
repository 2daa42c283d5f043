import ArgumentParser

/// A number of percent, as `5` or `5%`.
struct Percentage: ExpressibleByArgument {
  let value: Double

  init?(argument: String) {
    let digits = argument.hasSuffix("%") ? String(argument.dropLast()) : argument
    guard let value = Double(digits), value.isFinite else { return nil }
    self.value = value
  }
}
