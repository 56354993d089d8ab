import ArgumentParser
import Foundation
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
      complain("tessera: \(path) cannot be read: \(error.localizedDescription)")
      throw ExitCode(66)
    }
    do throws(ExchangeError) {
      return try decode(bytes)
    } catch {
      complain(printable("tessera: \(path): \(error)"))
      throw ExitCode(65)
    }
  }

  private func contents() throws -> [UInt8] {
    let file =
      path == "-"
      ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    // One byte more than is taken shows that there is more, even of a file without an end.
    let limit = JSONLimits.standard.bytes + 1
    var bytes: [UInt8] = []
    while bytes.count < limit,
      let part = try file.read(upToCount: min(1 << 20, limit - bytes.count)), !part.isEmpty
    {
      bytes += part
    }
    return bytes
  }

  /// Writes it, or an exit with a sentence: 73.
  func write(_ bytes: some Sequence<UInt8>) throws {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      complain("tessera: \(path) cannot be written: \(error.localizedDescription)")
      throw ExitCode(73)
    }
  }
}
