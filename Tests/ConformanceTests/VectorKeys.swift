/// Keys of signed vectors, made by OpenSSL.
enum VectorKeys {
  static let anna = Array(
    """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIFIq4svdOScMLfd4Ch8T29AmBCt3GwyEreELr5LbblUM
    -----END PRIVATE KEY-----

    """.utf8)
  static let annaPublic = Array(
    """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEAiRJi92V4TB1PfmJ5ac1G5Qu7G8cZ7u299XDn3MZrFQ8=
    -----END PUBLIC KEY-----

    """.utf8)
  static let benPublic = Array(
    """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEA5/BusI6tB1ccQrHLVjI0lVjvr22/4tPWMl4Gt7Tc9q0=
    -----END PUBLIC KEY-----

    """.utf8)
}
