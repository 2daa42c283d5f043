import ArgumentParser

/// A number of percent, as `5` or `5%`; what is none is told by who knows what is allowed.
struct Percentage: ExpressibleByArgument {
  let text: String
  let value: Double?

  init(argument: String) {
    text = argument
    value = Double(argument.hasSuffix("%") ? String(argument.dropLast()) : argument)
  }
}
