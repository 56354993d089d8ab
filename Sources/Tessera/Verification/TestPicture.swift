internal import TesseraKernel

/// A framebuffer of a card's own linear memory, for test commits, and for whatever is drawn into it.
struct TestPicture {
  /// Why there is none.
  enum Failure: Error {
    /// The card takes no framebuffer of that size.
    case refused(SystemCallError)
    /// There was no buffer to be had.
    case unmade(String)
  }

  /// The framebuffer; it is let go with the last reference.
  let framebuffer: ImportedFramebuffer
  /// Its memory.
  let buffer: Buffer

  /// Makes one.
  init(
    _ format: PixelFormat, _ extent: Extent, on device: DRMDevice, from maker: DumbAllocator? = nil
  ) throws(Failure) {
    guard let maker = maker ?? device.dumbAllocator else {
      throw .unmade("\(device.driver) makes no buffers of its own")
    }
    do {
      buffer = try maker.allocate(
        BufferPlan(try Self.agreement(format, extent, from: maker), name: "tessera-probe"))
    } catch {
      throw .unmade("\(error)")
    }
    do {
      framebuffer = try ImportedFramebuffer(buffer, on: device)
    } catch {
      switch error {
      case .memory(let cause): throw .unmade("\(cause)")
      case .framebuffer(let cause):
        throw cause.isOfPicture ? .refused(cause) : .unmade("\(cause)")
      }
    }
  }

  /// A format that the plane scans out and the card makes: the commonest, where it is among them.
  static func format(
    of plane: DisplayPlane, on device: DRMDevice, from maker: DumbAllocator? = nil
  ) -> PixelFormat? {
    guard let maker = maker ?? device.dumbAllocator else { return nil }
    return ([.xrgb8888, .argb8888] + plane.formats.formats).first { format in
      let pair = FormatModifier(format, .linear)
      return plane.formats.contains(pair) && maker.production.formats.contains(pair)
    }
  }

  private static func agreement(
    _ format: PixelFormat, _ extent: Extent, from maker: DumbAllocator
  ) throws(Conflict) -> Agreement {
    let terms = Constraint(
      .formats(FormatTable([FormatModifier(format, .linear)])),
      Evidence(.user, "the format to be tried"))
    var negotiation = Negotiation(
      Problem(
        extent: extent,
        participants: [Participant("plane", device: nil, offers: [Offer("test", [terms])])],
        allocators: [maker.production]))
    return try negotiation.next()
  }
}
