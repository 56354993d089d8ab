import CLinux
import Foundation
import Testing

@testable import Tessera

extension DMABuffer {
  /// How many devices have attached it, as the kernel's own list tells.
  func attachments() throws -> Int {
    var status = stat()
    try #require(unsafe fstat(rawDescriptor, &status) == 0)
    let digits = String(status.st_ino)
    let inode = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    let list = try String(contentsOfFile: "/sys/kernel/debug/dma_buf/bufinfo", encoding: .utf8)
    var isMine = false
    for line in list.split(separator: "\n") {
      if line.contains("\t\(inode)\t") { isMine = true }
      if isMine, line.hasPrefix("Total ") {
        return try #require(Int(line.split(separator: " ")[1]))
      }
    }
    throw CocoaError(.fileReadCorruptFile)
  }
}
