import Billing
import Crypto
import Epox
import FoundationEssentials
import HTTP
import Postgres
import Site
import Testing

@Suite struct StripeSignatureTests {
  let secret = "whsec_epox_vector_0001"
  let moment = Date(timeIntervalSince1970: 1_767_225_600)
  let body = Array(
    #"{"id":"evt_epox_1","object":"event","type":"checkout.session.completed","data":{"object":{"id":"cs_test_1","payment_status":"unpaid"}}}"#
      .utf8)
  let vector = "9332a1941755925c855c42cbaa0bf3c7858ac7661ee064c6c382e7a5d4a98f9b"

  private func holds(
    _ header: String, _ bytes: [UInt8]? = nil, by secrets: [String]? = nil,
    after seconds: Double = 0
  ) -> Bool {
    StripeDelivery.isSigned(
      bytes ?? body, header, by: secrets ?? [secret], at: moment.addingTimeInterval(seconds))
  }

  @Test func `the vector of the contract holds`() {
    #expect(holds("t=1767225600,v1=\(vector)"))
  }

  @Test func `any of several secrets and signatures may hold`() {
    let other = String(repeating: "0", count: 64)
    #expect(holds("t=1767225600,v1=\(other),v1=\(vector)", by: ["whsec_old", secret]))
    #expect(!holds("t=1767225600,v0=\(vector)"))
  }

  @Test func `what was changed, forged, early or late does not hold`() {
    #expect(!holds("t=1767225600,v1=\(vector)", body + [32]))
    #expect(!holds("t=1767225601,v1=\(vector)"))
    #expect(!holds("t=1767225600,v1=\(vector)", by: ["whsec_guess"]))
    #expect(holds("t=1767225600,v1=\(vector)", after: 300))
    #expect(!holds("t=1767225600,v1=\(vector)", after: 301))
    #expect(!holds("t=1767225600,v1=\(vector)", after: -301))
    for header in ["", "t=,v1=", "v1=\(vector)", "t=1767225600", "t=x,v1=\(vector)", ",,=,"] {
      #expect(!holds(header))
    }
  }

  @Test func `an unsigned or oversized event changes nothing`() throws {
    let id = TestHouse.unique("evt")
    let bytes = Array(
      #"{"id":"\#(id)","object":"event","type":"invoice.paid","livemode":false,"data":{"object":{"id":"in_1"}}}"#
        .utf8)
    for (body, kind) in [(bytes, 401), ([UInt8](repeating: 32, count: 300_000), 413)] {
      let answer = try router.answer(
        Request(
          .post, "/webhooks/stripe", headers: ["stripe-signature": "t=1,v1=aa"], body: body),
        db: TestHouse.app())
      #expect(answer.status == kind)
    }
    let heard: Query<Int> = "SELECT count(*) FROM stripe_event WHERE id = \(id)"
    #expect(try TestHouse.system().one(heard) == 0)
  }

  @Test func `an event of nobody here is kept and leads to nothing`() throws {
    let id = TestHouse.unique("evt")
    try deliver(
      #"{"id":"\#(id)","object":"event","type":"invoice.paid","livemode":false,"data":{"object":{"id":"in_nobody","customer":"cus_nobody"}}}"#
    )
    let jobs: Query<Int> = "SELECT count(*) FROM job WHERE unique_key = 'stripe/in_nobody'"
    #expect(try TestHouse.system().one(jobs) == 0)
    let note: Query<Int> =
      "SELECT count(*) FROM stripe_event WHERE id = \(id) AND note LIKE 'nobody%'"
    #expect(try TestHouse.system().one(note) == 1)
  }

  private func deliver(_ text: String) throws {
    let secret = Configuration.current.stripe?.webhookSecrets.last ?? ""
    let time = Int(Date().timeIntervalSince1970)
    let signed = hmacSHA256(key: Array(secret.utf8), Array("\(time).\(text)".utf8))
    let answer = try router.answer(
      Request(
        .post, "/webhooks/stripe",
        headers: ["stripe-signature": "t=\(time),v1=\(hexadecimal(signed))"],
        body: Array(text.utf8)), db: TestHouse.app())
    #expect(answer.status == 200)
  }
}
