/// A driver that answers the ioctls of its nodes without any hardware.
package protocol FakeDriver: Sendable {
  /// A value ≥ 0 or −errno, `ENOTTY` for a request that it does not know.
  ///
  /// Memory that it makes carries `tag` in its name.
  func answer(_ request: UInt, _ argument: IoctlArgument, tag: String) -> Int

  /// The kernel module that exported a dma-buf, where this driver made it and tells.
  func exporter(of memory: FileIdentity) -> String?
}

extension FakeDriver {
  /// Does not tell.
  package func exporter(of memory: FileIdentity) -> String? { nil }
}

/// What an ioctl hands to the kernel and gets back: a struct behind an address.
@safe package struct IoctlArgument {
  private let address: UnsafeMutableRawPointer

  init(_ address: UnsafeMutableRawPointer) { unsafe self.address = unsafe address }

  /// The struct.
  package func read<Value>(_ type: Value.Type) -> Value {
    unsafe address.assumingMemoryBound(to: type).pointee
  }

  /// Changes the struct in place; the answer is the ioctl's.
  package func change<Value>(_ type: Value.Type, _ body: (inout Value) -> Int) -> Int {
    unsafe body(&address.assumingMemoryBound(to: type).pointee)
  }

  /// The struct's bytes.
  package func bytes<Value>(of type: Value.Type) -> [UInt8] {
    unsafe Array(UnsafeRawBufferPointer(start: address, count: MemoryLayout<Value>.size))
  }

  /// The values that follow the struct's first `offset` bytes.
  package func items<Value>(_ type: Value.Type, count: Int, after offset: Int) -> [Value] {
    (0..<count).map { index in
      unsafe address.loadUnaligned(
        fromByteOffset: offset + index * MemoryLayout<Value>.stride, as: type)
    }
  }

  /// Overwrites the struct with bytes of its own size; without any, nothing is there to tell.
  package func write<Value>(_ bytes: [UInt8], as type: Value.Type) -> Int {
    guard bytes.count == MemoryLayout<Value>.size else { return -22 }
    unsafe address.copyMemory(from: bytes, byteCount: bytes.count)
    return 0
  }

  /// A text that ends with a zero or after `limit` bytes.
  package func readText(atMost limit: Int) -> String {
    let bytes = unsafe UnsafeRawBufferPointer(start: address, count: limit)
    // Up to the end only: what lies behind it is not the caller's.
    var text: [UInt8] = []
    while text.count < limit, case let byte = unsafe bytes[text.count], byte != 0 {
      text.append(byte)
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// Copies values to an array of the caller's, as many as it has room for.
func copyOut<Value>(_ values: [Value], to address: UInt64, room: some BinaryInteger) {
  let place = unsafe UnsafeMutablePointer<Value>(bitPattern: UInt(address))
  for (index, value) in values.prefix(Int(room)).enumerated() {
    unsafe place?[index] = value
  }
}

/// Copies values from an array of the caller's.
func copyIn<Value>(_ type: Value.Type, from address: UInt64, count: some BinaryInteger) -> [Value] {
  unsafe Array(
    UnsafeBufferPointer(start: UnsafePointer<Value>(bitPattern: UInt(address)), count: Int(count)))
}

/// Writes a text into a fixed array of a C struct, with the zero at its end.
func copyText<Tuple>(_ text: String, into tuple: inout Tuple) {
  unsafe withUnsafeMutableBytes(of: &tuple) { bytes in
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
    unsafe bytes.copyBytes(from: text.utf8.prefix(bytes.count - 1))
  }
}
