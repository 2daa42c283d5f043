import Aezip
import ArgumentParser
import Files

/// Rewrites habitual spellings of other archivers into those that the argument parser knows.
enum Spelling {
  /// - Throws: ``SpellingError`` for unknown commands and ambiguous arguments
  static func spelledOut(_ arguments: [String]) throws -> [String] {
    guard let first = arguments.first else { return arguments }
    if ["-V", "-v"].contains(first), arguments.count == 1 { return ["--version"] }
    try checkCommand(arguments)
    let isPack = ([PackCommand.name] + PackCommand.configuration.aliases).contains(first)
    var spelled: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      // Behind this all arguments are names.
      if argument == "--" { return spelled + [argument] + rest }
      if isPack, let value = quality(argument, next: rest.first) {
        if argument == "-q" {
          guard !exists(value) else { throw SpellingError.qualityOrName(value) }
          rest = rest.dropFirst()
        }
        spelled += ["--quality", value]
      } else {
        spelled.append(PackCommand.spellingOut(argument))
      }
    }
    return spelled
  }

  /// The number of a `-q 50` or `-q50`; `-q` alone stands for `--quiet`.
  private static func quality(_ argument: String, next: String?) -> String? {
    guard argument.hasPrefix("-q") else { return nil }
    let value = argument == "-q" ? next : String(argument.dropFirst(2))
    guard let value, value.allSatisfy({ $0.isNumber || $0 == "." }), let number = Double(value)
    else { return nil }
    // A year is a folder's name rather than a quality.
    return argument == "-q" && number > 100 && exists(value) ? nil : value
  }

  private static func exists(_ name: String) -> Bool {
    RawPath(argument: name).status != nil
  }

  /// Throws if an argument that should be a command is not one.
  private static func checkCommand(_ arguments: [String]) throws {
    var command: any ParsableCommand.Type = RootCommand.self
    for argument in arguments {
      let subcommands = command.configuration.subcommands
      guard !subcommands.isEmpty, !argument.hasPrefix("-"), argument != "help" else { return }
      guard let next = subcommands.first(where: { $0.names.contains(argument) }) else {
        throw SpellingError.noCommand(
          argument, of: command, meant: nearest(to: argument, among: subcommands))
      }
      command = next
    }
  }

  /// The command whose name or alias is at most two mistakes away.
  private static func nearest(
    to word: String, among commands: [any ParsableCommand.Type]
  ) -> String? {
    let names = commands.flatMap { $0.names }.filter { $0.count > 1 }
    let distances = names.map { (name: $0, mistakes: mistakes(in: word, for: $0)) }
    guard let best = distances.min(by: { $0.mistakes < $1.mistakes }),
      best.mistakes <= (word.count < 4 ? 1 : 2)
    else { return nil }
    return best.name
  }

  /// Letters to insert, remove, replace or swap with the next one: the optimal string alignment
  /// distance.
  static func mistakes(in word: String, for name: String) -> Int {
    let (a, b) = (Array(word), Array(name))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(row[j], rows[i][j + 1]) + 1
        best = min(best, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}

extension ParsableCommand {
  /// As it is typed.
  static var name: String { configuration.commandName ?? "aezip" }

  fileprivate static var names: [String] { [name] + configuration.aliases }
}

/// Arguments that say something else than is meant.
enum SpellingError: KindedError, CustomStringConvertible {
  case noCommand(String, of: any ParsableCommand.Type, meant: String?)
  case qualityOrName(String)

  var kind: ErrorKind { .misuse }

  var description: String {
    switch self {
    case .noCommand(let word, let command, let meant):
      let group = command == RootCommand.self ? "" : "\(command.name) "
      let path = RawPath(argument: word)
      let hint =
        meant.map { "; did you mean \(group)\($0)?" }
        ?? (path.status == nil || !group.isEmpty
          ? ";"
          : "; did you mean `aezip \(path.endsLikeArchive ? "unpack" : "pack") \(path)`?")
      let help = group.isEmpty ? "aezip --help" : "aezip \(group)--help"
      return "no command \(group)\(path)\(hint) see `\(help)`"
    case .qualityOrName(let value):
      return "-q \(value) may be a quality or the file of that name; "
        + "write --quality \(value) or -q ./\(value)"
    }
  }
}
