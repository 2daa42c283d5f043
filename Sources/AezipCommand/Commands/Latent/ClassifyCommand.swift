import ArgumentParser

struct ClassifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Learn labels from a few pictures and predict others.",
    subcommands: [ClassifyTrain.self, ClassifyPredict.self])
}
