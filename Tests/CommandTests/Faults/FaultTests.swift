import Foundation
import Testing

/// The program killed, and its disk failing, at any system call that touches a file.
@Suite(.enabled(if: Fault.shim != nil, "clang is missing, or this is not Linux"))
struct FaultTests {
  private static let all: [Fault] = [
    Fault(kind: .kill), Fault(kind: .kill, named: true), Fault(kind: .input),
    Fault(kind: .full, named: true), Fault(kind: .input, reads: true),
  ]

  @Test(arguments: all)
  func `an archive that is packed is whole or not there`(fault: Fault) throws {
    try Sandbox.with { sandbox in
      try sandbox.makeInput()
      let new = try sandbox.packed()
      try sandbox.forEachCall(of: "pack -q in a.aez", fault) { result, fault in
        let names = try sandbox.names(ending: ".aez")
        try sandbox.expectTold(result, fault)
        if names == ["a.aez"] {
          try sandbox.expectArchive(new, result, fault)
        } else {
          #expect(result.code != 0 && names == [], "\(fault)")
        }
        // The same again, with nothing wrong, does what was to be done.
        #expect(try sandbox.run("aezip pack -q --overwrite in a.aez").code == 0)
        #expect(try sandbox.content(of: "a.aez") == new, "\(fault)")
      }
    }
  }

  @Test(arguments: all)
  func `an archive that is replaced is the old one or the new one`(fault: Fault) throws {
    try Sandbox.with { sandbox in
      try sandbox.makeInput()
      let new = try sandbox.packed()
      let old = try sandbox.packed("in/some.txt")
      try sandbox.write(old, to: "old")
      try sandbox.forEachCall(
        of: "pack -q --overwrite in a.aez", after: "cp old a.aez", fault
      ) { result, fault in
        try sandbox.expectTold(result, fault)
        if try sandbox.content(of: "a.aez") == old {
          #expect(result.code != 0, "\(fault)")
        } else {
          try sandbox.expectArchive(new, result, fault)
        }
        #expect(try sandbox.run("aezip pack -q --overwrite in a.aez").code == 0)
        #expect(try sandbox.content(of: "a.aez") == new, "\(fault)")
      }
    }
  }

  @Test(arguments: all, [false, true])
  func `of files that come back each is whole or as it was`(
    fault: Fault, overwriting: Bool
  ) throws {
    try Sandbox.with { sandbox in
      try sandbox.makeInput()
      try sandbox.write(try sandbox.packed(), to: "a.aez")
      _ = try sandbox.run("aezip unpack -q a.aez -C whole; cp -a whole old")
      let new = try sandbox.tree("whole")
      _ = try sandbox.run("for f in old/in/*.txt; do echo old > $f; done")
      let old = overwriting ? try sandbox.tree("old") : [:]
      try sandbox.forEachCall(
        of: "unpack -q a.aez -C out \(overwriting ? "--overwrite" : "")",
        after: overwriting ? "cp -a old out" : "", fault
      ) { result, fault in
        try sandbox.expectTold(result, fault)
        let found = try sandbox.tree("out")
        #expect(
          found.allSatisfy { [old[$0.key], new[$0.key]].contains($0.value) }, "\(fault)")
        #expect(old.keys.allSatisfy { found[$0] != nil }, "\(fault)")
        if result.code == 0 { #expect(found == new, "\(fault)") }
        let again = try sandbox.run(
          "aezip unpack -q --overwrite a.aez -C out && diff -r --no-dereference -x '.*.tmp' "
            + "whole out"
        )
        #expect(again.code == 0 && again.output == "", "\(fault)")
      }
    }
  }

  @Test(arguments: [Fault(kind: .kill), Fault(kind: .full), Fault(kind: .input, reads: true)])
  func `a repaired archive is whole or not there, and the broken one untouched`(
    fault: Fault
  ) throws {
    try Sandbox.with { sandbox in
      try sandbox.makeInput()
      let whole = try sandbox.packed()
      let broken = Array(whole.dropLast(50))
      try sandbox.write(broken, to: "broken")
      try sandbox.forEachCall(of: "repair broken a.aez -q", fault) { result, fault in
        try sandbox.expectTold(result, fault)
        let names = try sandbox.names(ending: ".aez")
        if names == ["a.aez"] {
          #expect(try sandbox.content(of: "a.aez") == whole, "\(fault)")
        } else {
          #expect(result.code != 0 && names == [], "\(fault)")
        }
        #expect(try sandbox.content(of: "broken") == broken, "\(fault)")
      }
    }
  }

  @Test(arguments: [false, true])
  func `transfers of half the bytes are continued`(named: Bool) throws {
    try Sandbox.with { sandbox in
      try sandbox.makeInput()
      let new = try sandbox.packed()
      let prefix = Fault(kind: .short, call: 1, reads: true, named: named).prefix()
      let result = try sandbox.run(
        """
        \(prefix) "$AEZIP_PROGRAM" pack -q in a.aez &&
        \(prefix) "$AEZIP_PROGRAM" unpack -q a.aez -C out
        aezip unpack -q a.aez -C whole && diff -r --no-dereference whole out
        """)
      #expect(result.code == 0 && result.errors == "" && result.output == "")
      #expect(try sandbox.content(of: "a.aez") == new)
    }
  }
}

extension Sandbox {
  /// A folder `in` of texts in several blocks' worth of files, a picture, a link and a folder.
  fileprivate func makeInput() throws {
    try write(TestPictures.file(64, 48, .rgb), to: "p.png")
    _ = try run(
      """
      mkdir -p in/sub && mv p.png in/sub
      for i in 1 2 3 4; do seq "$i" 4000 > "in/$i.txt"; done
      seq 1 300000 > in/sub/long; echo some > in/some.txt; ln -s some.txt in/link
      chmod 640 in/1.txt; touch -d '2020-02-03 04:05:06' in/*.txt in/sub/* in/sub in
      """)
  }

  /// What packing `path` gives.
  fileprivate func packed(_ path: String = "in") throws -> [UInt8] {
    let result = try run("aezip pack -q \(path) whole.aez")
    try #require(result.code == 0, "\(result.errors)")
    defer { _ = try? run("rm whole.aez") }
    return try content(of: "whole.aez")
  }

  /// Runs a command once for each call at which `fault` may strike, and `check` behind each; all
  /// that was not there before is removed in between.
  fileprivate func forEachCall(
    of command: String, after preparation: String = "", _ fault: Fault,
    check: (Result, Fault) throws -> Void
  ) throws {
    let before = try names()
    func clean() throws {
      for name in try names() where !before.contains(name) {
        try? FileManager.default.removeItem(atPath: path + "/" + name)
      }
    }
    var counting = fault
    counting.kind = .none
    let program = "\"$AEZIP_PROGRAM\" \(command)"
    let counted = try run("\(preparation)\n\(counting.prefix(log: "calls")) \(program)")
    #expect(counted.code == 0, "\(counted.errors)")
    let count = try content(of: "calls").count
    try #require(count >= 4)
    try clean()
    let calls = Fault.calls(of: count, atMost: 5)
    if calls.count == count { print("aezip \(command): \(fault.kind) at each of \(count) calls") }
    for call in calls {
      var fault = fault
      fault.call = call
      let result = try run("\(preparation)\n\(fault.prefix()) \(program)")
      try check(result, fault)
      try clean()
    }
  }

  /// Expects that a failure was told, and that what it leaves is nothing.
  fileprivate func expectTold(_ result: Result, _ fault: Fault) throws {
    let left = try names().filter { $0.hasSuffix(".tmp") }
    if fault.kind == .kill {
      // One for each thread: where files have no names as long as they are not whole, only such
      // as are about to replace another.
      #expect(left.count <= (fault.named ? 3 : 2), "\(fault): \(left)")
      return
    }
    #expect(result.code == 0 || [1, 74].contains(result.code), "\(fault): \(result.code)")
    #expect((result.code == 0) == (result.errors == ""), "\(fault): \(result.errors)")
    // A disk that fails lets no name be taken away either; a full one does.
    if fault.kind == .full { #expect(left == [], "\(fault)") }
  }

  /// Expects that `a.aez` is `new`, or lacks what could not be read and says so.
  fileprivate func expectArchive(_ new: [UInt8], _ result: Result, _ fault: Fault) throws {
    if try content(of: "a.aez") == new { return }
    #expect(fault.reads && fault.kind != .kill && result.code == 1, "\(fault)")
    let come = try run("aezip verify -q a.aez && aezip unpack -q a.aez -C part")
    #expect(come.code == 0, "\(fault): \(come.errors)")
    try write(new, to: "new")
    _ = try run("aezip unpack -q new -C entire; rm new")
    let whole = try tree("entire")
    #expect(try tree("part").allSatisfy { whole[$0.key] == $0.value }, "\(fault)")
  }

  /// The files and links below a folder and what they hold, temporary ones aside.
  fileprivate func tree(_ folder: String) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in try names() where name.hasPrefix(folder + "/") && !name.hasSuffix(".tmp") {
      let place = path + "/" + name
      let attributes = try FileManager.default.attributesOfItem(atPath: place)
      let key = String(name.dropFirst(folder.count + 1))
      switch attributes[.type] as? FileAttributeType {
      case .typeRegular?: found[key] = try content(of: name)
      case .typeSymbolicLink?:
        found[key] = Array(
          try FileManager.default.destinationOfSymbolicLink(atPath: place).utf8)
      default: break
      }
    }
    return found
  }

  fileprivate func names(ending suffix: String) throws -> [String] {
    try names().filter { $0.hasSuffix(suffix) }
  }
}
