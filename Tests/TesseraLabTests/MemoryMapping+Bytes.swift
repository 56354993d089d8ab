import TesseraKernel

extension MemoryMapping {
  func store(_ byte: UInt8, at place: Int) {
    withMutableBytes(in: place..<place + 1) { $0.storeBytes(of: byte, as: UInt8.self) }
  }

  func byte(at place: Int) -> UInt8 {
    withBytes(in: place..<place + 1) { $0.byte(at: 0) }
  }
}
