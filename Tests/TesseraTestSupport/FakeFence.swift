internal import CLinux
internal import Foundation
internal import Synchronization
package import TesseraKernel

/// A sync file that a test signals: a real pipe, which is readable from then on.
package final class FakeFence: Sendable {
  private struct State {
    var status: Int32 = 0
    var nanoseconds: UInt64 = 0
    var followers: [@Sendable () -> Void] = []
  }

  private let reading: OwnedFileDescriptor
  private let writing: CInt
  private let state = Mutex(State())
  private let members: [FakeFence]

  private struct Known {
    weak let fence: FakeFence?
  }
  private static let known = Mutex<[FileIdentity: Known]>([:])

  /// Makes one that has not signalled.
  package convenience init() { self.init(merging: []) }

  /// Makes one that signals with the last of several.
  init(merging members: [FakeFence]) {
    var ends: [CInt] = [-1, -1]
    let isMade = unsafe pipe(&ends) == 0
    precondition(isMade, "a pipe for a fence")
    for end in ends { _ = clinux_fcntl(end, F_SETFD, Int(FD_CLOEXEC)) }
    reading = OwnedFileDescriptor(rawValue: ends[0])
    writing = ends[1]
    self.members = members
    if let identity = FileIdentity(of: ends[0]) {
      Self.known.withLock { $0[identity] = Known(fence: self) }
    }
    for member in members { member.follow { [weak self] in self?.look() } }
  }

  // One that never signalled never does: closing this end would be read as an error.
  deinit { if status != 0 { _ = clinux_close(writing) } }

  /// The one behind a descriptor.
  static func of(_ identity: FileIdentity) -> FakeFence? {
    known.withLock { $0[identity]?.fence }
  }

  /// How it stands: 0, 1 or −errno.
  package var status: Int32 { state.withLock { $0.status } }

  /// Signals it, with an error perhaps.
  package func signal(failingWith errno: CInt? = nil) {
    let followers = state.withLock { state -> [@Sendable () -> Void] in
      guard state.status == 0 else { return [] }
      state.status = errno.map { -$0 } ?? 1
      state.nanoseconds = MonotonicClock.nanoseconds
      defer { state.followers = [] }
      return state.followers
    }
    var byte: UInt8 = 1
    _ = unsafe write(writing, &byte, 1)
    for follower in followers { follower() }
  }

  private func look() {
    guard members.allSatisfy({ $0.status != 0 }) else { return }
    let failed = members.first { $0.status < 0 }
    signal(failingWith: failed.map { -$0.status })
  }

  /// Runs `body` once it has signalled.
  func follow(_ body: @escaping @Sendable () -> Void) {
    let isOver = state.withLock { state in
      if state.status == 0 { state.followers.append(body) }
      return state.status != 0
    }
    if isOver { body() }
  }

  /// A descriptor for the library to own.
  package func descriptor() -> OwnedFileDescriptor {
    OwnedFileDescriptor(rawValue: CInt(share()))
  }

  /// Its own descriptor, borrowed.
  package var number: CInt { reading.rawValue }

  func share() -> Int { clinux_fcntl(reading.rawValue, F_DUPFD_CLOEXEC, 0) }

  /// How many descriptors of it are open beside its own.
  package var handedOut: Int {
    guard let own = FileIdentity(of: reading.rawValue) else { return 0 }
    let listed = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return listed.compactMap { CInt($0) }.count { FileIdentity(of: $0) == own } - 2
  }

  /// The fences that it is made of.
  var leaves: [FakeFence] { members.isEmpty ? [self] : members.flatMap(\.leaves) }

  /// What `SYNC_IOC_FILE_INFO` tells of one fence.
  var description: sync_fence_info {
    var info = sync_fence_info()
    copyText("timeline", into: &info.obj_name)
    copyText("fake", into: &info.driver_name)
    state.withLock { state in
      info.status = state.status
      info.timestamp_ns = state.nanoseconds
    }
    return info
  }
}
