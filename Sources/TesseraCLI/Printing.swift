/// Prints what was written by strangers.
func say(_ text: String, terminator: String = "\n") {
  print(printable(text), terminator: terminator)
}

/// The text without what would command a terminal.
func printable(_ text: String) -> String {
  // Nearly all of what is printed, and quickly told.
  if text.utf8.allSatisfy({ 0x20..<0x7f ~= $0 || $0 == UInt8(ascii: "\n") }) { return text }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let commands = scalar.properties.generalCategory == .control || scalar.properties.isBidiControl
    result.append(commands && scalar != "\n" ? "\u{fffd}" : scalar)
  }
  return String(result)
}
