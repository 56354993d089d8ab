#if GBM
internal import Synchronization
package import TesseraKernel

/// OpenGL without a GPU: it samples and draws pixels of 32 bits in the memory behind images.
extension ScriptedEGL {
  /// The contexts that were made and not ended.
  package var liveContexts: Int { state.withLock { $0.contexts.count } }
  /// Everything that was sampled and drawn so far.
  package var windows: [GLESWindow] { state.withLock { $0.windows } }

  /// Lets it draw as it should not from now on.
  package func misbehave(_ mischief: Mischief?) { state.withLock { $0.mischief = mischief } }

  /// Makes something current, as a program would.
  package func makeCurrent(_ current: EGLCurrent) { state.withLock { $0.current = current } }

  package func current() -> EGLCurrent { state.withLock { $0.current } }

  package func createContext(on display: EGLObject) -> Result<EGLObject, EGLResult> {
    state.withLock { state in
      if let fault = state.faults[.createContext] { return .failure(fault) }
      let made = EGLObject(address: state.next)
      state.next += 1
      state.contexts.insert(made)
      state.current = EGLCurrent(api: 0x30A0, display: display, context: made)
      return .success(made)
    }
  }

  package func destroyContext(
    _ context: EGLObject, on display: EGLObject, restoring before: EGLCurrent
  ) -> Result<Void, EGLResult> {
    state.withLock { state in
      if state.contexts.remove(context) == nil { state.wrongs.append("a context ended twice") }
      if let fault = state.faults[.restore] { return .failure(fault) }
      state.current = before
      return .success(())
    }
  }

  package func drawingExtensions() -> Set<String> { traits.drawingExtensions }

  package func sample(
    _ image: EGLObject, _ window: GLESWindow
  ) -> Result<[UInt8], GLESError> {
    use(image, window) { content, more in
      if let content, content.isYUV {
        return content.converted(by: traits.conversion, in: window, more)
      }
      var pixels = [UInt8](repeating: 7, count: window.byteCount)
      content?.visit(window, more) { bytes, offset, place in
        for channel in 0..<4 {
          pixels[4 * place + channel] = unsafe bytes.bytes.unsafeLoad(
            fromByteOffset: offset + [2, 1, 0, 3][channel], as: UInt8.self)
        }
      }
      return pixels
    }
  }

  package func draw(
    _ pixels: [UInt8], into image: EGLObject, _ window: GLESWindow
  ) -> Result<Void, GLESError> {
    use(image, window) { content, more in
      content?.visit(window, more) { bytes, offset, place in
        for channel in 0..<4 {
          bytes.storeBytes(
            of: pixels[4 * place + channel], toByteOffset: offset + [2, 1, 0, 3][channel],
            as: UInt8.self)
        }
      }
    }
  }

  /// Does something with an image's memory, if there is some to be seen, and its rows are so much longer.
  private func use<R>(
    _ image: EGLObject, _ window: GLESWindow, _ body: (ScriptedImage?, Int) -> R
  ) -> Result<R, GLESError> {
    state.withLock { state in
      state.windows.append(window)
      if !state.contexts.contains(where: { $0 == state.current.context }) {
        state.wrongs.append("drawn without a context")
      }
      guard let content = state.contents[image] else {
        state.wrongs.append("an image that is not there")
        return .success(body(nil, 0))
      }
      if content.isYUV, !window.isExternal { state.wrongs.append("YUV in a plain texture") }
      switch state.mischief {
      case .failing(let error): return .failure(error)
      case .aside: return .success(body(nil, 0))
      case .longerRows(let more): return .success(body(content, more))
      case .sameColours: return .success(body(content.isYUV ? nil : content, 0))
      case .firstImage:
        let first = state.contents.min { $0.key.address < $1.key.address }
        return .success(body(first?.value, 0))
      case nil: return .success(body(content, 0))
      }
    }
  }
}
#endif
