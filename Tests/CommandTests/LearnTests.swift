import Images
import Testing

/// `aezip pack --learn`.
@Suite struct LearnTests {
  @Test func `an archive of unlike pictures is the same with and without learning`() throws {
    try Sandbox.with { sandbox in
      _ = try sandbox.run("mkdir in")
      try TrainedModelTests.pictures(sandbox, below: "in/few")
      try sandbox.write(Array("some text".utf8), to: "in/notes.txt")
      #expect(try sandbox.run("aezip pack in plain.aez").code == 0)
      let packed = try sandbox.run("aezip pack --learn=5s in learned.aez")
      #expect(packed.code == 0 && packed.errors == "", "\(packed.errors)")
      #expect(try sandbox.content(of: "plain.aez") == sandbox.content(of: "learned.aez"))
    }
  }

  @Test func `encrypted, nothing of what is tried lies anywhere in clear meanwhile`() throws {
    try Sandbox.with { sandbox in
      let secret = ["AEZIP_PASSPHRASE": "a secret"]
      let packed = try sandbox.run(
        """
        \(SignatureTests.makeKeys)
        mkdir tmp seen in && aezip sample digits in/telling -q -n 80 && echo words > in/notes.txt
        # Again where this shell, on a busy machine, was never awake while there was a file.
        for attempt in $(seq 20); do
          TMPDIR=tmp "$AEZIP_PROGRAM" pack -q --learn=2s in a.aez --encrypt --sign anna.pem \
            --redundancy 10% --overwrite &
          while kill -0 $! 2>/dev/null; do
            for file in $(find tmp -type f); do
              cp "$file" "seen/$(stat -c %i-%s "$file" 2>/dev/null)" 2>/dev/null
            done
            sleep 0.05
          done
          wait $!; code=$?
          [ $code = 0 ] && [ -z "$(ls seen)" ] || break
        done
        test $code = 0
        """, secret)
      try #require(packed.code == 0, "\(packed.errors)")
      let seen = try sandbox.names().filter { $0.hasPrefix("seen/") }
      #expect(!seen.isEmpty)
      for name in seen + ["a.aez"] {
        let bytes = try sandbox.content(of: name)
        #expect(bytes.starts(with: [0x89, 0x41, 0x45, 0x45]), "\(name)")
        #expect(!String(decoding: bytes, as: UTF8.self).contains("telling"))
      }
      #expect(try sandbox.names().filter { $0.hasPrefix("tmp/") } == [])
      let read = try sandbox.run(
        """
        aezip verify -q a.aez --signer anna.pub && aezip unpack -q a.aez -C out --signer anna.pub
        cmp in/notes.txt out/in/notes.txt && ls in/telling > names &&
        ls out/in/telling | cmp - names
        """, secret)
      #expect(read.code == 0 && read.errors == "", "\(read.errors)")
    }
  }

  @Test func `what cannot be is said before anything is learned`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Array("old".utf8), to: "a.aez")
      try sandbox.write(Array("some text".utf8), to: "notes.txt")
      let exists = try sandbox.run("aezip pack --learn notes.txt a.aez")
      #expect(exists.code == 64 && exists.errors.contains("a.aez"))
      let time = try sandbox.run("aezip pack --learn=soon notes.txt b.aez")
      #expect(time.code == 64)
      #expect(time.errors.contains("--learn=soon is not a time as 90s, 10m or 2h"))
      let lossless = try sandbox.run("aezip pack --learn --lossless notes.txt b.aez")
      #expect(lossless.code == 64 && lossless.errors.contains("leave out --learn"))
    }
  }
}
