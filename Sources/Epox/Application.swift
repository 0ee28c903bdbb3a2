import Studio
import Sync

/// Ties features together that must not know each other: what is approved goes to the store.
package func wire() {
  Studio.watch(PublishOnApproval())
}
