import CDRM
import CLinux
import Testing

@testable import TesseraKernel

@Suite struct RequestTests {
  // DMA_BUF_SET_NAME agrees too, though what it is handed is the string itself: its code, in the
  // form that is the same for 32 and 64 bits, says the eight bytes of an address.
  @Test("A request's code tells the size of its argument", arguments: AnyRequest.all)
  func size(request: AnyRequest) {
    // Two take none; what they are handed is never read.
    let takesNone = [cdrm_SET_MASTER, cdrm_DROP_MASTER].contains(request.code)
    #expect(clinux_request_size(request.code) == (takesNone ? 0 : UInt(request.argumentSize)))
  }

  @Test func `No two requests share a code or a name`() {
    #expect(Set(AnyRequest.all.map(\.code)).count == AnyRequest.all.count)
    #expect(Set(AnyRequest.all.map(\.name)).count == AnyRequest.all.count)
  }

  @Test(
    "DRM and dma-buf calls are made again on EAGAIN, V4L2 calls are not", arguments: AnyRequest.all)
  func restart(request: AnyRequest) {
    let isGraphics = request.name.hasPrefix("DRM_") || request.name.hasPrefix("DMA_BUF_IOCTL_")
    #expect(request.isMadeAgain == isGraphics)
  }

  @Test func `The struct that old headers lack has the kernel's layout`() {
    #expect(MemoryLayout<clinux_remove_buffers>.size == 64)
    #expect(clinux_request_size(clinux_VIDIOC_REMOVE_BUFS) == 64)
    #expect(MemoryLayout<clinux_remove_buffers>.offset(of: \.type) == 8)
  }

  @Test func `The struct that grew has the layout of the one that old headers know`() {
    let (mine, theirs) = unsafe (
      MemoryLayout<clinux_create_buffers>.self, MemoryLayout<v4l2_create_buffers>.self
    )
    #expect(unsafe mine.size == theirs.size)
    #expect(unsafe mine.offset(of: \.format) == theirs.offset(of: \.format))
    #expect(unsafe mine.offset(of: \.flags) == theirs.offset(of: \.flags))
    #expect(unsafe mine.offset(of: \.max_num_buffers) == mine.size - 24)
  }

  @Test func `Structs that name their last bytes have the kernel's layout`() {
    let (planes, properties) = (
      MemoryLayout<cdrm_plane_resources>.self, MemoryLayout<cdrm_object_properties>.self
    )
    #expect(planes.size == MemoryLayout<drm_mode_get_plane_res>.stride)
    #expect(planes.offset(of: \.pad) == planes.size - 4)
    #expect(
      planes.offset(of: \.count_planes)
        == MemoryLayout<drm_mode_get_plane_res>.offset(of: \.count_planes))
    #expect(properties.size == MemoryLayout<drm_mode_obj_get_properties>.stride)
    #expect(properties.offset(of: \.pad) == properties.size - 4)
    #expect(
      properties.offset(of: \.obj_type)
        == MemoryLayout<drm_mode_obj_get_properties>.offset(of: \.obj_type))
  }

  @Test func `Option sets have the values of the C constants`() {
    #expect(QueueType.capture.rawValue == V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue)
    #expect(QueueType.output.rawValue == V4L2_BUF_TYPE_VIDEO_OUTPUT.rawValue)
    #expect(
      QueueType.captureMultiplanar.rawValue == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE.rawValue)
    #expect(QueueType.outputMultiplanar.rawValue == V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE.rawValue)
    #expect(VideoMemory.mmap.rawValue == V4L2_MEMORY_MMAP.rawValue)
    #expect(VideoMemory.dmaBuffer.rawValue == V4L2_MEMORY_DMABUF.rawValue)
    #expect(QueueCapabilities.mmap.rawValue == UInt32(V4L2_BUF_CAP_SUPPORTS_MMAP))
    #expect(QueueCapabilities.dmaBuffer.rawValue == UInt32(V4L2_BUF_CAP_SUPPORTS_DMABUF))
    #expect(
      QueueCapabilities.orphanedBuffers.rawValue == UInt32(V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS))
    #expect(QueueCapabilities.userPointer.rawValue == UInt32(V4L2_BUF_CAP_SUPPORTS_USERPTR))
    #expect(QueueCapabilities.requests.rawValue == UInt32(V4L2_BUF_CAP_SUPPORTS_REQUESTS))
    #expect(
      QueueCapabilities.holdCaptureBuffer.rawValue
        == UInt32(V4L2_BUF_CAP_SUPPORTS_M2M_HOLD_CAPTURE_BUF))
    #expect(
      QueueCapabilities.cacheHints.rawValue == UInt32(V4L2_BUF_CAP_SUPPORTS_MMAP_CACHE_HINTS))
    #expect(
      QueueCapabilities.limitIsTold.rawValue == UInt32(V4L2_BUF_CAP_SUPPORTS_MAX_NUM_BUFFERS))
    #expect(
      QueueCapabilities.removeBuffers.rawValue == UInt32(V4L2_BUF_CAP_SUPPORTS_REMOVE_BUFS))
    #expect(VideoMemoryFlags.nonCoherent.rawValue == UInt32(V4L2_MEMORY_FLAG_NON_COHERENT))
    #expect(VideoCapabilities.capture.rawValue == UInt32(V4L2_CAP_VIDEO_CAPTURE))
    #expect(VideoCapabilities.output.rawValue == UInt32(V4L2_CAP_VIDEO_OUTPUT))
    #expect(
      VideoCapabilities.captureMultiplanar.rawValue == UInt32(V4L2_CAP_VIDEO_CAPTURE_MPLANE))
    #expect(VideoCapabilities.outputMultiplanar.rawValue == UInt32(V4L2_CAP_VIDEO_OUTPUT_MPLANE))
    #expect(
      VideoCapabilities.memoryToMemoryMultiplanar.rawValue == UInt32(V4L2_CAP_VIDEO_M2M_MPLANE))
    #expect(VideoCapabilities.memoryToMemory.rawValue == UInt32(V4L2_CAP_VIDEO_M2M))
    #expect(VideoCapabilities.streaming.rawValue == UInt32(V4L2_CAP_STREAMING))
    #expect(AtomicRequest.Flags.testOnly.rawValue == UInt32(DRM_MODE_ATOMIC_TEST_ONLY))
    #expect(AtomicRequest.Flags.allowModeset.rawValue == UInt32(DRM_MODE_ATOMIC_ALLOW_MODESET))
    #expect(ModeObjectType.plane.rawValue == UInt32(DRM_MODE_OBJECT_PLANE))
    #expect(ModeObjectType.crtc.rawValue == UInt32(DRM_MODE_OBJECT_CRTC))
    #expect(ModeObjectType.connector.rawValue == UInt32(DRM_MODE_OBJECT_CONNECTOR))
    #expect(AccessDirection.read.rawValue == UInt64(DMA_BUF_SYNC_READ))
    #expect(AccessDirection.write.rawValue == UInt64(DMA_BUF_SYNC_WRITE))
    #expect(Readiness.readable.rawValue == Int16(POLLIN))
    #expect(Readiness.writable.rawValue == Int16(POLLOUT))
  }
}
