internal import Synchronization
internal import TesseraKernel

/// The one record of a dma-buf's access scopes in this process, whoever holds the dma-buf.
final class AccessLedger: Sendable {
  /// The scopes themselves, reached without counting references; there as long as the ledger is.
  let scopes = AccessScopes.allocate()
  private let key: Key?

  init(_ key: Key? = nil) {
    self.key = key
  }

  deinit {
    scopes.deallocate()
    if let key { Self.forget(key) }
  }
}

extension AccessLedger {
  /// What tells one dma-buf from all others that are open.
  struct Key: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  private struct Known {
    weak let ledger: AccessLedger?
  }
  private static let known = Mutex<[Key: Known]>([:])

  /// The one ledger of a file that is open for as long as it is used.
  static func of(_ file: FileStatus) -> AccessLedger {
    let key = Key(device: file.device, inode: file.inode)
    return known.withLock { known in
      if let ledger = known[key]?.ledger { return ledger }
      let ledger = AccessLedger(key)
      known[key] = Known(ledger: ledger)
      return ledger
    }
  }

  /// Whether a file has one.
  static func isKnown(_ key: Key) -> Bool { known.withLock { $0[key] != nil } }

  private static func forget(_ key: Key) {
    // Another of the same file may have taken its place meanwhile.
    known.withLock { known in
      if let entry = known[key], entry.ledger == nil { known[key] = nil }
    }
  }
}
