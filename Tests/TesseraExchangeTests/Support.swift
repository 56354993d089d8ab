import Testing

@testable import TesseraExchange

/// What reading throws, or nothing.
func refusal<Value>(_ read: () throws(ExchangeError) -> Value) -> ExchangeError? {
  do {
    _ = try read()
    return nil
  } catch {
    return error
  }
}
