/// Where credits come from; each lot of them has one source.
package enum LotSource: String, Sendable {
  case trial, grant, plan, pack, refund
}
