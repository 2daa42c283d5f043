import ArgumentParser

@main
struct Aezip: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aezip",
    abstract: "A learned compression archiver for pictures.",
    version: "0.1.0",
    subcommands: [])
}
