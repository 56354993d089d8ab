internal import CLinux
internal import SystemPackage

/// Descriptors that came with a message; those that nobody took are closed.
package struct ReceivedDescriptors: ~Copyable {
  private var numbers: [CInt] = []

  package init() {}

  package var count: Int { numbers.count }

  package mutating func append(_ descriptor: consuming OwnedFileDescriptor) {
    numbers.append(descriptor.take().rawValue)
  }

  /// The first that is left, for the caller to own.
  package mutating func takeFirst() -> OwnedFileDescriptor? {
    numbers.isEmpty ? nil : OwnedFileDescriptor(rawValue: numbers.removeFirst())
  }

  deinit { for number in numbers { _ = clinux_close(number) } }
}
