import ArgumentParser
import SystemPackage
import Tessera
import TesseraExchange

/// A file that is read once, and no further than a document may be long, or written.
struct DocumentFile {
  let path: String

  init(_ path: String) { self.path = path }

  /// The document in it, or an exit with a sentence: 65 for what is none, 66 for no file.
  func read<Value>(_ decode: ([UInt8]) throws(ExchangeError) -> Value) throws -> Value {
    let bytes: [UInt8]
    do {
      bytes = try contents()
    } catch {
      complain("tessera: \(path) cannot be read: \(error)")
      throw ExitCode(66)
    }
    do throws(ExchangeError) {
      return try decode(bytes)
    } catch {
      complain("tessera: \(path): \(error)")
      throw ExitCode(65)
    }
  }

  private func contents() throws -> [UInt8] {
    let file = path == "-" ? .standardInput : try FileDescriptor.open(FilePath(path), .readOnly)
    defer { if path != "-" { try? file.close() } }
    // One byte more than is taken shows that there is more, even of a file without an end.
    let limit = JSONLimits.standard.bytes + 1
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let most = min(1 << 20, limit - bytes.count)
      let part = try unsafe [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
        count = try unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      guard !part.isEmpty else { break }
      bytes += part
    }
    return bytes
  }

  /// Writes it, `-` to standard output, or an exit with a sentence: 73.
  func write(_ bytes: some Sequence<UInt8>) throws {
    do {
      guard path != "-" else {
        try FileDescriptor.standardOutput.writeAll(bytes)
        return
      }
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate],
        permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
      try file.closeAfter { _ = try file.writeAll(bytes) }
    } catch {
      complain("tessera: \(path) cannot be written: \(error)")
      throw ExitCode(73)
    }
  }
}
