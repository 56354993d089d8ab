import Tessera

/// Opens and closes a scope, as a function of a program does: the code of a main file is not optimized like that.
@inline(never)
func look(at buffer: Buffer) {
  try? buffer.withMutableBytes(ofPlane: 0) { _ in }
}

/// Waits for each, one after the other.
@inline(never)
func wait(for fences: [Fence]) {
  for fence in fences { try? fence.wait() }
}
