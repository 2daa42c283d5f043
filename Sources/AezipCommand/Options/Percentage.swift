import ArgumentParser

/// A percentage, as `5` or `5%`. The command knows the allowed range and reports other texts.
struct Percentage: ExpressibleByArgument {
  let text: String
  let value: Double?

  init(argument: String) {
    text = argument
    value = Double(argument.hasSuffix("%") ? String(argument.dropLast()) : argument)
  }
}
