internal import TesseraKernel

/// A media device (`/dev/media*`): nodes that are set up as one pipeline.
public struct MediaGraph: Hashable, Sendable {
  /// The node.
  public var path: String
  /// The name of its driver.
  public var driver: String
  /// The product, as the driver tells it.
  public var model: String
  /// The numbers of the nodes in it.
  let members: Set<DeviceNumber>

  package init(path: String, kernel: any Kernel) throws(DeviceError) {
    self.path = path
    do {
      let node = try MediaNode(opening: path, kernel: kernel)
      let identity = try node.identity()
      driver = identity.driver
      model = identity.model
      members = Set(try node.interfaces())
    } catch {
      throw DeviceError(.media, error)
    }
  }
}
