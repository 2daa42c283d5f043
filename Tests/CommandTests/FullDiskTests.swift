import Foundation
import Testing

@Suite struct FullDiskTests {
  /// A limit on the size of files, in blocks of 512 bytes, stands in for a full disk.
  @Test func `an archive too large for the disk leaves nothing behind`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(noise(300_000), to: "noise")
      let result = try sandbox.run("ulimit -f 100; aezip pack noise a.aez")
      #expect(result.code == 74)
      #expect(result.errorLines.count == 1)
      #expect(result.errors.contains("a.aez"))
      #expect(try sandbox.names() == ["noise"])
    }
  }

  @Test func `a file too large for the disk is left out and named`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(noise(300_000), to: "noise")
      try sandbox.write([1], to: "small")
      _ = try sandbox.run("aezip pack noise small a.aez && rm noise small")
      let result = try sandbox.run("ulimit -f 100; aezip unpack -q a.aez -C out")
      #expect(result.code == 1)
      #expect(result.errorLines.count == 1)
      #expect(result.errors.contains("noise: cannot write"))
      #expect(try sandbox.names() == ["a.aez", "out", "out/small"])
    }
  }

  @Test func `a full file system is said to be full`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(noise(300_000), to: "noise")
      let result = try sandbox.run(
        """
        mkdir disk && mount -t tmpfs -o size=64k none disk 2>/dev/null || exit 99
        aezip pack noise disk/a.aez; echo "$?"; ls -A disk; umount disk
        """)
      // Only root may mount, and not everywhere.
      guard result.code != 99 else { return }
      #expect(result.output == "74\n")
      #expect(result.errors.contains("No space left on device"))
    }
  }

  @Test func `unpacking stops at a full file system and leaves whole files only`() throws {
    try Sandbox.with { sandbox in
      for name in ["a", "b", "c"] { try sandbox.write(noise(50_000), to: name) }
      let result = try sandbox.run(
        """
        aezip pack -q a b c all.aez
        mkdir disk && mount -t tmpfs -o size=64k none disk 2>/dev/null || exit 99
        aezip unpack -q all.aez -C disk; echo "$?"; ls -A disk; umount disk
        """)
      // Only root may mount, and not everywhere.
      guard result.code != 99 else { return }
      #expect(result.output == "74\na\n")
      #expect(result.errorLines.count == 1)
      #expect(result.errors.contains("No space left on device"))
    }
  }

  @Test func `a folder that is read-only is named once, unless some of it is not`() throws {
    try Sandbox.with { sandbox in
      let result = try sandbox.run(
        """
        mkdir in disk && echo one > in/a && echo two > in/b && echo three > c
        aezip pack -q in c a.aez && mount -t tmpfs none disk 2>/dev/null || exit 99
        mkdir disk/in && mount -o remount,ro disk && aezip unpack a.aez -C disk; echo "$?"
        mount -o remount,rw disk && mount -t tmpfs none disk/in && mount -o remount,ro disk
        aezip unpack -q a.aez -C disk in; echo "$?"; ls disk/in; umount disk/in disk
        """)
      // Only root may mount, and not everywhere.
      guard result.code != 99 else { return }
      #expect(result.output == "74\n0\na\nb\n", "\(result.errors)")
      #expect(result.errorLines.count == 1)
      #expect(result.errors.hasPrefix("aezip: disk: cannot write: Read-only file system"))
    }
  }

  @Test func `a device is no archive`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write([1], to: "f")
      let result = try sandbox.run("ln -s /dev/full a.aez; aezip pack f a.aez --overwrite")
      #expect(result.code == 64)
      #expect(result.errors.contains("a.aez: is no regular file"))
    }
  }

  /// Bytes nothing compresses.
  private func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }
}
