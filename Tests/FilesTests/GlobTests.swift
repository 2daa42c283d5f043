import Files
import Testing

@Suite struct GlobTests {
  @Test(arguments: [
    ("*.jpg", "a.jpg"), ("*.jpg", "b/c/a.jpg"), ("*.jpg", "dir.jpg/inside"), ("a?c", "abc"),
    ("a*b*c", "aXbYbZc"), ("*", "anything/at/all"), ("build", "x/build/y/z"), ("build/", "build/y"),
    ("/build", "build"), ("./build", "build/x"), ("a/b", "a/b"), ("a/b", "a/b/c"), ("a/*", "a/b/c"),
    ("a/**", "a/b/c"), ("**/c", "c"), ("**/c", "a/b/c"), ("a/**/c", "a/c"), ("a/**/c", "a/x/y/c"),
    ("a**c", "a/x/c"), ("**", "a/b"), ("**.jpg", "x/y.jpg"), ("[a-c]x", "bx"), ("[!a-c]x", "dx"),
    ("[^a]x", "bx"), ("[]]x", "]x"), ("[!]]x", "ax"), ("[a-]x", "-x"), ("[\\]-a]x", "^x"),
    ("[ab", "[ab"), ("\\*", "*"), ("a\\", "a\\"), ("\\[a]", "[a]"), ("***", "a"), ("-rf", "-rf"),
  ])
  func `pattern covers path`(pattern: String, path: String) {
    #expect(Glob(pattern).covers(Array(path.utf8)))
  }

  @Test(arguments: [
    ("*.jpg", "a.jpeg"), ("*.jpg", "a.jpg.txt"), ("a?c", "a/c"), ("a*c", "a/c"), ("a[!b]c", "a/c"),
    ("/build", "x/build"), ("a/b", "x/a/b"), ("a/b", "a/bc"), ("a/*", "a"), ("a/**", "a"),
    ("a/*/c", "a/x/y/c"), ("**/c", "abc"), ("a/**/c", "axc"), ("a/**/c", "a/xc"),
    ("build", "building"),
    ("[a-c]x", "dx"), ("[c-a]x", "bx"), ("\\*", "a"), ("", ""), ("", "a"), ("/", "a"),
  ])
  func `pattern leaves path alone`(pattern: String, path: String) {
    #expect(!Glob(pattern).covers(Array(path.utf8)))
  }

  @Test func `bytes that are no UTF-8 match as bytes`() {
    #expect(Glob([0xFF, 0x3F]).covers([0xFF, 0xFE]))
    #expect(Glob([0x5B, 0xF0, 0x2D, 0xFF, 0x5D]).covers([0xFE]))
  }

  // Backtracking would take for ever: the limit need not be near what a busy machine takes.
  @Test(.timeLimit(.minutes(30)))
  func `a pattern of many stars takes no longer for it`() {
    let pattern = String(repeating: "*a**/", count: 200) + "b"
    #expect(!Glob(pattern).covers([UInt8](repeating: 0x61, count: 20_000)))
  }
}
