internal import SystemPackage
internal import Tessera

// Structs begin with their size, so that a program and a library of different versions understand
// each other: who knows less reads less, and what is not told is zero.

/// Reads a struct of the caller's.
///
/// - Parameter zero: the struct without anything told.
func read<Value: BitwiseCopyable>(
  _ pointer: UnsafePointer<Value>?, _ zero: Value
) throws(Failure) -> Value {
  guard let pointer = pointer else { throw .invalid("a struct is NULL") }
  let known = MemoryLayout<Value>.stride
  let raw = UnsafeRawPointer(pointer)
  let told = try size(raw, known)
  // What is set and not known here would be ignored without a word.
  for offset in known..<max(known, told) where raw.load(fromByteOffset: offset, as: UInt8.self) != 0
  {
    throw Failure(
      .argListTooLong, "newer struct",
      "a struct of \(told) B sets what this library, which knows \(known) B of it, does not know")
  }
  return pointer.pointee
}

/// Writes a struct of the caller's.
func write<Value: BitwiseCopyable>(
  _ value: Value, to pointer: UnsafeMutablePointer<Value>?
) throws(Failure) {
  guard let pointer = pointer else { throw .invalid("a struct is NULL") }
  let known = MemoryLayout<Value>.stride
  let raw = UnsafeMutableRawPointer(pointer)
  let told = try size(UnsafeRawPointer(raw), known)
  pointer.pointee = value
  raw.storeBytes(of: told, as: Int.self)
  for offset in known..<max(known, told) {
    raw.storeBytes(of: 0, toByteOffset: offset, as: UInt8.self)
  }
}

/// The size that a struct begins with, if a version ever had it.
private func size(_ struct: UnsafeRawPointer, _ known: Int) throws(Failure) -> Int {
  let told = `struct`.load(as: Int.self)
  // The first version's structs are the smallest; a page is beyond every version.
  guard (known...4096).contains(told) else {
    throw .invalid("a struct says that it has \(told) B; set its size to sizeof")
  }
  return told
}
