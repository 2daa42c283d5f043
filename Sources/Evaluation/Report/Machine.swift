import Aezip
import Files
import Foundation
import Tensors

/// The program, the machine and the date of a measurement.
package struct MeasurementConditions: Codable, Equatable, Sendable {
  /// The date in UTC, as in "2026-11-21".
  package var date: String
  /// Program and built-in model, as in "aezip 0.1.0, model photo-3 (76a2c013)".
  package var program: String
  /// As ``Machine/description`` has it.
  package var machine: String
  /// The compiler, as in "Swift 6.3".
  package var toolchain: String
  /// The command that measured; nil where no command did.
  package var command: String?

  package init(
    date: String, program: String, machine: String, toolchain: String = Machine.toolchain,
    command: String? = nil
  ) {
    (self.date, self.program, self.machine) = (date, program, machine)
    (self.toolchain, self.command) = (toolchain, command)
  }

  /// The conditions at this moment.
  ///
  /// - Parameter arguments: the command line; of paths only the last component is recorded, so
  ///   that no name of a folder on this machine is
  package static func now(arguments: [String]) -> MeasurementConditions {
    let words = arguments.dropFirst().map { word in
      word.split(separator: "/").last.map(String.init) ?? word
    }
    let model = Archive.newestModel
    return MeasurementConditions(
      date: Date.now.formatted(.iso8601.year().month().day()),
      program: "aezip \(Program.version), model \(model.name) (\(model.digest.prefix(8)))",
      machine: Machine.description, command: (["aezip"] + words).joined(separator: " "))
  }
}

/// The machine this program runs on.
package enum Machine {
  /// Processor, cores, instruction set and system, as in
  /// "Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz, 2 cores, avx512, Linux".
  package static var description: String {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return "\(processor), \(counted(cores, "core")), \(Kernels.current.name), \(system)"
  }

  /// The compiler that built this program, as in "Swift 6.3".
  package static var toolchain: String {
    #if compiler(>=6.5)
      "Swift 6.5 or later"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #else
      "Swift 6.2"
    #endif
  }

  private static var system: String {
    #if os(macOS)
      "macOS"
    #else
      "Linux"
    #endif
  }

  #if os(macOS)
    private static var processor: String {
      var size = 0
      guard unsafe sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0 else {
        return architecture
      }
      var name = [CChar](repeating: 0, count: size)
      _ = unsafe sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0)
      return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  #else
    private static var processor: String {
      let file = try? InputFile(path: Array("/proc/cpuinfo".utf8))
      let text = String(decoding: (try? file?.readAll(limit: 1 << 24)) ?? [], as: UTF8.self)
      let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
      let name = line?.split(separator: ":", maxSplits: 1).last?.split(separator: " ")
      return name.map { $0.joined(separator: " ") } ?? architecture
    }
  #endif

  private static var architecture: String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "unknown processor"
    #endif
  }
}
