import Aezip
import ArgumentParser
import CPlatform
import Files
import Tensors

/// The program: parses, runs one command, and turns what comes of it into an exit code.
@main
struct RootCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aezip",
    abstract: "An archiver that compresses photographs with a learned codec.",
    discussion: """
      JPEG and PNG pictures are stored as codes of a neural network, with a loss the quality \
      sets. All other files, folders and links are stored exactly.

      Examples:
        aezip pack Photos photos.aez
        aezip list photos.aez
        aezip unpack photos.aez -C Restored

      Exit codes:
        0   all went well
        1   finished, but some files were left out, changed while they were read, or could \
      not be restored
        64  misuse: arguments that make no sense, a file that exists already
        65  bad data: an archive that is damaged, hostile or too new
        74  the system failed: permissions, space, input or output

      Environment:
        AEZIP_PASSPHRASE  the passphrase of encrypted archives
        AEZIP_ISA  the instruction set to compute with (generic, avx2, avx512, neon); all \
      give the same bytes
      """,
    version: Program.version,
    subcommands: [
      PackCommand.self, UnpackCommand.self, ListCommand.self, InfoCommand.self, VerifyCommand.self,
      RepairCommand.self, ReportCommand.self,
      CompareCommand.self, SearchCommand.self, MorphCommand.self, ClassifyCommand.self,
      SampleCommand.self, DenoiseCommand.self,
      RestoreCommand.self, AttributeCommand.self, EditCommand.self, MapCommand.self,
      InspectCommand.self, TrainCommand.self, ModelCommand.self, BenchCommand.self,
      SelfTestCommand.self,
    ])

  /// The first thread waits while others work. An asynchronous main would end it, which valgrind,
  /// that counts instructions for `aezip bench`, does not survive.
  static func main() {
    // Swift reads them from /proc, and without it would have us print the help, successfully.
    guard CommandLine.argc > 0 else {
      Output.complain(about: "cannot read its arguments; is /proc mounted?")
      exit(withError: ExitCode.systemFailure)
    }
    Memory.returnLargeBlocks()
    Interrupts.install()
    Task.detached {
      await runCommand()
      exit(withError: nil)
    }
    // Programs started by threads that take no signals begin without them, too.
    var none = sigset_t()
    _ = unsafe sigemptyset(&none)
    while true { unsafe sigsuspend(&none) }
  }

  private static func runCommand() async {
    do {
      var command = try parseAsRoot(RawArguments.all.map(PackCommand.spellingOut))
      try Kernels.checkEnvironment()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      end(by: error)
    }
  }
}
