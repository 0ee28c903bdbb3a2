import Design
import FoundationEssentials
import HTML
import Postgres

/// An invoice, as Stripe shows it.
struct Bill: RowReadable, Sendable {
  let number, words: String
  let amount: Int
  let currency, status: String
  let page, file: String?
  let issued: Date
  let refunded: Int
  /// What it was paid with, empty where that is not known.
  let method: String

  init(_ row: Row) throws {
    (number, words, amount, currency) = (try row[0], try row[1], try row[2], try row[3])
    (status, page, file) = (try row[4], try row[5], try row[6])
    (issued, refunded, method) = (try row[7], try row[8], try row[9])
  }
}

extension Bill {
  /// How it stands, for people.
  fileprivate var word: String {
    switch status {
    case "draft": "being prepared"
    case "open": "not paid yet"
    case "void": "cancelled, nothing is to be paid"
    case "uncollectible": "was not paid"
    default: status
    }
  }
}

extension Query<Bill> {
  /// The newest invoices.
  static var bills: Self {
    """
    SELECT b.number, b.words, b.amount, b.currency, b.status, b.page, b.file, b.issued_at,
      coalesce((SELECT sum(p.refunded) FROM payment p
        WHERE p.client_id = b.client_id AND p.bill = b.id), 0), b.method
    FROM bill b WHERE b.client_id = current_client() ORDER BY b.issued_at DESC, b.id DESC LIMIT 100
    """
  }
}

func billList(_ bills: [Bill]) -> HTML {
  if bills.isEmpty { return p(.class("muted")) { "Nothing was bought yet." } }
  return div(
    .class("table-wrap"), .role("region"), .aria("label", "Purchases"),
    Attribute("tabindex", "0")
  ) {
    table(.class("table")) {
      thead {
        tr {
          th(Attribute("scope", "col")) { "What" }
          th(Attribute("scope", "col")) { "When" }
          th(Attribute("scope", "col"), .class("cell-num")) { "Amount" }
          th(Attribute("scope", "col")) { "Paid with" }
          th(Attribute("scope", "col")) { "Invoice" }
        }
      }
      tbody { for bill in bills { billRow(bill) } }
    }
  }
}

private func billRow(_ bill: Bill) -> HTML {
  tr(.testID("bill-row")) {
    td(.class("cell-main")) {
      bill.words
      small(.class("muted"), .testID("bill-status")) { " · \(bill.word)" }
    }
    td(.data("label", "When")) { timeTag(bill.issued) }
    td(.class("cell-num"), .data("label", "Amount")) {
      span(.class("num")) { money(minor: bill.amount, currency: bill.currency) }
      if bill.refunded > 0 {
        small(.class("muted")) {
          " \(money(minor: bill.refunded, currency: bill.currency)) refunded"
        }
      }
    }
    td(.data("label", "Paid with")) { bill.method.isEmpty ? "–" : bill.method }
    td(.data("label", "Invoice")) {
      span(.class("cell-end")) {
        if let page = bill.page { a(.href(page)) { bill.number } }
        if let file = bill.file {
          " "
          a(.href(file), .testID("invoice-download")) { "PDF" }
        }
      }
    }
  }
}
