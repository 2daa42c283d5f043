private import CPlatform

/// What `AEZIP_ISA` says, or nil where it is unset or empty.
var environmentName: String? {
  guard let value = unsafe getenv("AEZIP_ISA") else { return nil }
  let name = unsafe String(cString: value)
  return name.isEmpty ? nil : name
}
