internal import CDRM
internal import CLinux
internal import Foundation
internal import Synchronization
internal import TesseraKernel

extension FakeCard {
  private static let exported = Mutex<[FileIdentity: FakeSyncObject]>([:])

  /// Answers what is asked of syncobjs; `nil` for everything else.
  func answerSyncObject(_ request: UInt, _ argument: IoctlArgument, tag: String) -> Int? {
    switch request {
    case cdrm_SYNCOBJ_CREATE, cdrm_SYNCOBJ_DESTROY, cdrm_SYNCOBJ_HANDLE_TO_FD,
      cdrm_SYNCOBJ_FD_TO_HANDLE, cdrm_SYNCOBJ_RESET, cdrm_SYNCOBJ_SIGNAL, cdrm_SYNCOBJ_WAIT,
      cdrm_SYNCOBJ_TIMELINE_WAIT, cdrm_SYNCOBJ_TIMELINE_SIGNAL, cdrm_SYNCOBJ_QUERY,
      cdrm_SYNCOBJ_TRANSFER, cdrm_SYNCOBJ_EVENTFD:
      break
    default: return nil
    }
    guard traits.hasTimelines else { return -Int(EOPNOTSUPP) }
    switch request {
    case cdrm_SYNCOBJ_CREATE: return create(argument)
    case cdrm_SYNCOBJ_DESTROY:
      let handle = argument.read(drm_syncobj_destroy.self).handle
      let known = state.withLock { $0.syncObjects.removeValue(forKey: handle) }
      return known == nil ? -Int(EINVAL) : 0
    case cdrm_SYNCOBJ_HANDLE_TO_FD: return export(argument, tag)
    case cdrm_SYNCOBJ_FD_TO_HANDLE: return take(argument)
    case cdrm_SYNCOBJ_RESET, cdrm_SYNCOBJ_SIGNAL: return change(request, argument)
    case cdrm_SYNCOBJ_WAIT:
      let wait = argument.read(drm_syncobj_wait.self)
      let handle = copyIn(UInt32.self, from: wait.handles, count: 1)[0]
      return self.wait(handle, 0, wait.timeout_nsec, wait.flags)
    case cdrm_SYNCOBJ_TIMELINE_WAIT:
      let wait = argument.read(drm_syncobj_timeline_wait.self)
      let handle = copyIn(UInt32.self, from: wait.handles, count: 1)[0]
      let point = copyIn(UInt64.self, from: wait.points, count: 1)[0]
      return self.wait(handle, point, wait.timeout_nsec, wait.flags)
    case cdrm_SYNCOBJ_TIMELINE_SIGNAL, cdrm_SYNCOBJ_QUERY: return point(request, argument)
    case cdrm_SYNCOBJ_TRANSFER: return transfer(argument)
    default: return watch(argument)
    }
  }

  private func object(_ handle: UInt32) -> FakeSyncObject? {
    state.withLock { $0.syncObjects[handle] }
  }

  private func adopt(_ object: FakeSyncObject) -> UInt32 {
    state.withLock { state in
      state.nextObject += 1
      state.syncObjects[state.nextObject] = object
      return state.nextObject
    }
  }

  private static func signalled() -> FakeFence {
    let fence = FakeFence()
    fence.signal()
    return fence
  }

  private func create(_ argument: IoctlArgument) -> Int {
    argument.change(drm_syncobj_create.self) { create in
      let object = FakeSyncObject()
      if create.flags & 1 != 0 { object.put(Self.signalled(), at: 0) }
      create.handle = adopt(object)
      return 0
    }
  }

  private func export(_ argument: IoctlArgument, _ tag: String) -> Int {
    argument.change(drm_syncobj_handle.self) { data in
      guard let object = object(data.handle) else { return -Int(EINVAL) }
      if data.flags & 1 != 0 {
        guard let fence = object.fence(at: 0) else { return -Int(EINVAL) }
        data.fd = CInt(fence.share())
        return 0
      }
      guard let file = FakeMemory(tag + "syncobj", atLeast: 0) else { return -Int(ENOMEM) }
      Self.exported.withLock { $0[file.identity] = object }
      data.fd = CInt(file.share())
      return 0
    }
  }

  private func take(_ argument: IoctlArgument) -> Int {
    argument.change(drm_syncobj_handle.self) { data in
      guard let identity = FileIdentity(of: data.fd) else { return -Int(EBADF) }
      if data.flags & 1 != 0 {
        guard let object = object(data.handle) else { return -Int(ENOENT) }
        guard let fence = FakeFence.of(identity) else { return -Int(EINVAL) }
        object.put(fence, at: 0)
        return 0
      }
      guard let object = Self.exported.withLock({ $0[identity] }) else {
        return -Int(EINVAL)
      }
      data.handle = adopt(object)
      return 0
    }
  }

  private func change(_ request: UInt, _ argument: IoctlArgument) -> Int {
    let array = argument.read(drm_syncobj_array.self)
    guard let object = object(copyIn(UInt32.self, from: array.handles, count: 1)[0]) else {
      return -Int(ENOENT)
    }
    object.put(request == cdrm_SYNCOBJ_SIGNAL ? Self.signalled() : nil, at: 0)
    return 0
  }

  private func wait(_ handle: UInt32, _ point: UInt64, _ deadline: Int64, _ flags: UInt32) -> Int {
    guard let object = object(handle) else { return -Int(ENOENT) }
    let (waits, onlySubmission) = (flags & 2 != 0, flags & 4 != 0)
    guard waits || onlySubmission || object.fence(at: point) != nil else { return -Int(EINVAL) }
    while !object.has(point, onlySubmission: onlySubmission) {
      guard Int64(MonotonicClock.nanoseconds) < deadline else { return -Int(ETIME) }
      usleep(500)
    }
    return 0
  }

  private func point(_ request: UInt, _ argument: IoctlArgument) -> Int {
    let array = argument.read(drm_syncobj_timeline_array.self)
    guard let object = object(copyIn(UInt32.self, from: array.handles, count: 1)[0]) else {
      return -Int(ENOENT)
    }
    if request == cdrm_SYNCOBJ_QUERY {
      copyOut([array.flags & 1 != 0 ? object.submitted : object.reached], to: array.points, room: 1)
    } else {
      object.put(Self.signalled(), at: copyIn(UInt64.self, from: array.points, count: 1)[0])
    }
    return 0
  }

  private func transfer(_ argument: IoctlArgument) -> Int {
    let data = argument.read(drm_syncobj_transfer.self)
    guard let source = object(data.src_handle), let target = object(data.dst_handle) else {
      return -Int(ENOENT)
    }
    guard let fence = source.fence(at: data.src_point) else { return -Int(EINVAL) }
    target.put(fence, at: data.dst_point)
    return 0
  }

  private func watch(_ argument: IoctlArgument) -> Int {
    guard traits.raisesEventCounters else { return -Int(EINVAL) }
    let data = argument.read(cdrm_syncobj_eventfd.self)
    guard let object = object(data.handle) else { return -Int(ENOENT) }
    return object.watch(data.point, data.fd, onlySubmission: data.flags & 4 != 0)
  }
}
