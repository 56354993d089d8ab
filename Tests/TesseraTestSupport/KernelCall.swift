/// One requirement of `Kernel`, each by its own name; an ioctl is told by its request.
package enum KernelCall: Hashable, Sendable {
  case open
  case ioctl(UInt)
  case map
  case createMemoryFile
  case truncate
  case reserve
  case write
  case control
  case seek
  case poll
  case contents
  case status
  case fileSystem
  case names
  case link
  case send
  case receive
  case pollAll
  case createEventCounter
  case raise
  case clear
  case startThread
}

/// One call that was made.
package struct CallRecord: Hashable, Sendable {
  /// Which.
  package var call: KernelCall
  /// On which descriptor; −1 where the call takes none.
  package var descriptor: CInt
  /// On which node or file, where it is one.
  package var path: String?
}

/// A failure that waits for its call.
struct Fault {
  private let call: KernelCall?
  private let errno: CInt
  private var skipped: Int
  private(set) var times: Int

  init(_ call: KernelCall?, skipped: Int, times: Int, _ errno: CInt) {
    self.call = call
    self.skipped = skipped
    self.times = times
    self.errno = errno
  }

  func matches(_ call: KernelCall) -> Bool { times > 0 && (self.call ?? call) == call }

  /// The errno of this call, or `nil` while calls still go through.
  mutating func strike() -> CInt? {
    guard skipped == 0 else {
      skipped -= 1
      return nil
    }
    times -= 1
    return errno
  }
}
