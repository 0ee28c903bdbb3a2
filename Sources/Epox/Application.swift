import FoundationEssentials
import Studio
import Sync

#if canImport(Glibc)
import Glibc
#endif

/// Ties features together that must not know each other: what is approved goes to the store.
package func wire() {
  Studio.watch(PublishOnApproval())
}

/// Ends a program that cannot start, with a sentence for the operator.
package func stop(_ sentence: String) -> Never {
  let bytes = Array("\(sentence)\n".utf8)
  _ = unsafe bytes.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
  exit(1)
}
