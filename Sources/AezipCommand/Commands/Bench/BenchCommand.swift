import ArgumentParser

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure this program on this machine.",
    subcommands: [
      BenchKernels.self, BenchPack.self, BenchUnpack.self, BenchInstructions.self,
      BenchPictures.self,
      BenchTraining.self, BenchSearch.self, BenchClassify.self,
      BenchDenoise.self, BenchRestore.self, BenchEdit.self,
    ])
}
