/// One physical device and every node that it is used through.
public struct Hardware: Hashable, Sendable {
  /// Its place: on the bus where udev knows that, such as `pci-0000:00:02.0`, else in sysfs; the node
  /// itself where nothing is behind it.
  public var place: String
  /// Its bus, such as `pci` or `platform`; empty where there is none.
  public var bus: String
  /// What make it is; its driver is the one that made the nodes where that could be asked, else the
  /// one that is bound to the device.
  public var model: DeviceModel
  /// Its nodes, in the order of their kinds, paths and numbers.
  public var nodes: [Node]
  /// What works together with it, in the order of the places.
  public var relations: [Relation] = []

  /// A way to use a device.
  public struct Node: Hashable, Sendable {
    /// What a node is for.
    public enum Kind: String, Hashable, Sendable {
      /// Shows images, draws them, or both (`/dev/dri/card*`).
      case card
      /// Draws, for any program (`/dev/dri/renderD*`).
      case renderNode = "render node"
      /// Tells the graph that V4L2 nodes belong to (`/dev/media*`).
      case mediaGraph = "media graph"
      /// Captures, shows, converts or codes images (`/dev/video*`).
      case video
      /// Sets up one part of a graph (`/dev/v4l-subdev*`).
      case subdevice
      /// Something without images.
      case other
    }

    /// Where it is.
    public var path: String
    /// What it is for.
    public var kind: Kind
    /// The media node whose graph it is in; `nil` where there is none, or none that could be asked.
    public var graph: String?
  }

  /// How another device works together with one.
  public struct Relation: Hashable, Sendable {
    /// The ways to work together.
    public enum Kind: String, Hashable, Sendable {
      /// Parts of both are in one media graph, such as a sensor's and an image processor's.
      case sharesGraph = "in one media graph"
      /// It has a GPU and no displays, on a chip on which this one has displays and no GPU.
      case drawsForIt = "draws for it"
      /// It has displays and no GPU, on a chip on which this one has a GPU and no displays.
      case showsForIt = "shows for it"
    }

    /// The place of the other one.
    public var place: String
    /// How.
    public var kind: Kind
  }
}

extension Hardware.Node.Kind {
  /// Tells by the name that the kernel's driver cores give.
  init(ofNode path: String) {
    let name = path.split(separator: "/").last ?? ""
    let stem = String(name.dropLast(name.reversed().prefix { $0.isNumber }.count))
    self =
      switch stem {
      case "card": .card
      case "renderD": .renderNode
      case "media": .mediaGraph
      case "video": .video
      case "v4l-subdev": .subdevice
      default: .other
      }
  }

  /// Cards come first, and what is in a graph after its media node.
  var rank: Int {
    switch self {
    case .card: 0
    case .renderNode: 1
    case .mediaGraph: 2
    case .video: 3
    case .subdevice: 4
    case .other: 5
    }
  }
}
