#if GBM
internal import SystemPackage

/// What every new buffer asks of a device's library: the linked one is called without being looked up.
struct GBMCalls: Sendable {
  private final class Other: Sendable {
    let library: any GBMLibrary
    init(_ library: any GBMLibrary) { self.library = library }
  }
  private let other: Other?

  init(_ library: any GBMLibrary) { other = library is LinkedGBM ? nil : Other(library) }

  var library: any GBMLibrary { if let other { other.library } else { LinkedGBM() } }

  @inline(__always)
  var flavour: GBMFlavour { if let other { other.library.flavour } else { LinkedGBM().flavour } }

  @inline(__always)
  func createBuffer(
    _ request: GBMRequest, flags: UInt32, on device: GBMObject
  ) -> Result<GBMObject, Errno> {
    if let other {
      other.library.createBuffer(request, flags: flags, on: device)
    } else {
      LinkedGBM().createBuffer(request, flags: flags, on: device)
    }
  }

  @inline(__always)
  func layout(of buffer: GBMObject) -> GBMLayout {
    if let other { other.library.layout(of: buffer) } else { LinkedGBM().layout(of: buffer) }
  }

  @inline(__always)
  func descriptor(ofPlane index: Int, of buffer: GBMObject) -> Result<CInt, Errno> {
    if let other {
      other.library.descriptor(ofPlane: index, of: buffer)
    } else {
      LinkedGBM().descriptor(ofPlane: index, of: buffer)
    }
  }

  @inline(__always)
  func destroyBuffer(_ buffer: GBMObject) {
    if let other { other.library.destroyBuffer(buffer) } else { LinkedGBM().destroyBuffer(buffer) }
  }
}
#endif
