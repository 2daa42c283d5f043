import Aezip
import ArgumentParser
import COutOfMemory
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
      JPEG and PNG pictures are lossy by default: `pack --quality` sets how much is lost, and \
      `pack --lossless` keeps every byte. All other files are always lossless.

      Examples:
        aezip pack Photos
        aezip list Photos.aez
        aezip unpack Photos.aez -C Restored

      Exit codes:
        0   success
        1   finished, but some files were left out, changed while they were read, or could \
      not be restored
        64  misuse: arguments that contradict each other, a file that exists already
        65  bad data: the archive is damaged, hostile or too new
        66  no input: a file or folder to be read does not exist
        70  internal error: a fault of this program
        74  system failure: permissions, space, memory, input or output

      Environment:
        AEZIP_PASSPHRASE  the passphrase of encrypted archives
        AEZIP_ISA         the instruction set to compute with (generic, avx2, avx512 or \
      neon); the results are the same
      """,
    version: Program.version,
    groupedSubcommands: [
      CommandGroup(
        name: "Archive",
        subcommands: [
          PackCommand.self, UnpackCommand.self, ListCommand.self, CatCommand.self,
          InfoCommand.self, VerifyCommand.self, RepairCommand.self,
        ]),
      CommandGroup(name: "Measuring", subcommands: [CompareCommand.self, ReportCommand.self]),
      CommandGroup(
        name: "Latent space",
        subcommands: [
          SearchCommand.self, MapCommand.self, MorphCommand.self, EditCommand.self,
          AttributeCommand.self, DenoiseCommand.self, RestoreCommand.self, SampleCommand.self,
          ClassifyCommand.self, InspectCommand.self,
        ]),
      CommandGroup(name: "Training", subcommands: [TrainCommand.self, ModelCommand.self]),
      CommandGroup(name: "Developing", subcommands: [BenchCommand.self, SelfTestCommand.self]),
    ])

  /// Files that any command needs to have open: those of the scheduler and of signals among them.
  private static let neededFiles = 6

  /// The first thread waits while others work. An asynchronous main would end it, which valgrind,
  /// that counts instructions for `aezip bench`, does not survive.
  static func main() {
    StandardStream.openClosed()
    ae_end_when_out_of_memory {
      Interrupts.endProcess(withCode: UInt8(ExitCode.systemFailure.rawValue))
    }
    // Swift reads them from /proc, and without it would have us print the help, successfully.
    guard CommandLine.argc > 0 else {
      Output.complain(about: "cannot read its arguments; is /proc mounted?")
      exit(withError: ExitCode.systemFailure)
    }
    guard StandardStream.canOpen(files: neededFiles) else {
      Output.complain(about: "too few files may be open at a time; see `ulimit -n`")
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
      var command = try parseAsRoot(Spelling.spelledOut(RawArguments.all))
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
