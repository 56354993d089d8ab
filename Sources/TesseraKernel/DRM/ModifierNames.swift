internal import CDRM

/// The modifier's name as libdrm tells it, without its vendor; `nil` when libdrm does not know it.
///
/// The corresponding C function is `drmGetFormatModifierName`.
package func libdrmName(ofModifier modifier: UInt64) -> String? {
  guard let name = unsafe drmGetFormatModifierName(modifier) else { return nil }
  defer { unsafe free(name) }
  return unsafe String(cString: name)
}
