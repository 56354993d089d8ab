internal import SystemPackage
internal import Tessera

// Structs begin with their size, so that a program and a library of different versions understand
// each other: who knows less reads less, and what is not told is zero.

/// Reads a struct of the caller's.
///
/// - Parameters:
///   - zero: the struct without anything told.
///   - earlier: the sizes that it had in earlier versions.
func read<Value: BitwiseCopyable>(
  _ pointer: UnsafePointer<Value>?, _ zero: Value, earlier: [Int] = []
) throws(Failure) -> Value {
  guard let pointer = pointer else { throw .invalid("a struct is NULL") }
  let known = MemoryLayout<Value>.stride
  let raw = UnsafeRawPointer(pointer)
  let told = try size(raw, known, earlier)
  // What is set and not known here would be ignored without a word.
  for offset in known..<max(known, told) where raw.load(fromByteOffset: offset, as: UInt8.self) != 0
  {
    throw Failure(
      .argListTooLong, "newer struct",
      "a struct of \(told) B sets what this library, which knows \(known) B of it, does not know")
  }
  var value = zero
  withUnsafeMutableBytes(of: &value) { bytes in
    bytes.copyMemory(from: UnsafeRawBufferPointer(start: raw, count: min(known, told)))
  }
  return value
}

/// Writes a struct of the caller's.
func write<Value: BitwiseCopyable>(
  _ value: Value, to pointer: UnsafeMutablePointer<Value>?, earlier: [Int] = []
) throws(Failure) {
  guard let pointer = pointer else { throw .invalid("a struct is NULL") }
  let known = MemoryLayout<Value>.stride
  let raw = UnsafeMutableRawPointer(pointer)
  let told = try size(UnsafeRawPointer(raw), known, earlier)
  withUnsafeBytes(of: value) { bytes in
    raw.copyMemory(from: bytes.baseAddress ?? UnsafeRawPointer(raw), byteCount: min(known, told))
  }
  raw.storeBytes(of: told, as: Int.self)
  for offset in known..<max(known, told) {
    raw.storeBytes(of: 0, toByteOffset: offset, as: UInt8.self)
  }
}

/// Refuses a struct that could not be written, before anything is done.
func requireWritable<Value: BitwiseCopyable>(
  _ pointer: UnsafeMutablePointer<Value>?, earlier: [Int] = []
) throws(Failure) {
  guard let pointer = pointer else { throw .invalid("a struct is NULL") }
  _ = try size(UnsafeRawPointer(pointer), MemoryLayout<Value>.stride, earlier)
}

/// The size that a struct begins with, if a version ever had it.
private func size(
  _ struct: UnsafeRawPointer, _ known: Int, _ earlier: [Int]
) throws(Failure) -> Int {
  let told = `struct`.load(as: Int.self)
  // A page is beyond every version.
  guard (known...4096).contains(told) || earlier.contains(told) else {
    throw .invalid("a struct says that it has \(told) B; set its size to sizeof")
  }
  return told
}
