import ArgumentParser

struct ClassifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Name what pictures show, learned from a few labelled ones.",
    subcommands: [ClassifyTrain.self, ClassifyPredict.self])
}
