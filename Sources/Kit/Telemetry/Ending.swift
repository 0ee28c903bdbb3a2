#if canImport(Glibc)
import Glibc
#endif

/// Ends a program that cannot go on, with a sentence for the operator on standard error.
///
/// The code is 78 for wrong settings (`EX_CONFIG` of sysexits.h), 1 for everything else.
public func endProgram(_ sentence: String, code: Int32 = 1) -> Never {
  let bytes = Array("\(sentence)\n".utf8)
  _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  exit(code)
}
