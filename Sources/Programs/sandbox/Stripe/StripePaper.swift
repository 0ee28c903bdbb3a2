import FoundationEssentials
import HTML
import HTTP
import Postgres

/// Bills to look at and to keep.
enum StripePaper {
  static func show(_ by: Operator, _ id: String) throws -> Response {
    let bill = try find(by, id)
    return StripePages.page("Invoice \(bill["number"].string ?? "")") {
      ul { for line in lines(bill) { li { line } } }
      p { a(.href("/stripe/invoices/\(id)/pdf")) { "Download as PDF" } }
    }
  }

  static func pdf(_ by: Operator, _ id: String) throws -> Response {
    let bill = try find(by, id)
    let words = ["Invoice \(bill["number"].string ?? "")"] + lines(bill)
    return Response(
      headers: [
        ("Content-Type", "application/pdf"),
        ("Content-Disposition", "attachment; filename=\"invoice-\(id).pdf\""),
      ], body: document(words))
  }

  private static func find(_ by: Operator, _ id: String) throws -> JSON {
    try StripePages.look { try StripeDesk(db: by.db).find(id, "invoice") }
  }

  private static func lines(_ bill: JSON) -> [String] {
    let currency = bill["currency"].string ?? ""
    let entries = bill["lines"]["data"].array ?? []
    return entries.map { entry in
      "\(entry["description"].string ?? ""): \(amountText(entry["amount"].int ?? 0, currency))"
    } + [
      "Total: \(amountText(bill["total"].int ?? 0, currency))",
      "Paid: \(amountText(bill["amount_paid"].int ?? 0, currency))",
      "Status: \(bill["status"].string ?? "")",
    ]
  }

  /// One page of text as a PDF file (ISO 32000-1, 7.5: objects, their places, and where to begin).
  private static func document(_ lines: [String]) -> [UInt8] {
    let text = lines.map { line in
      let safe = line.replacing("×", with: "x").filter { $0.isASCII && $0 != "\\" }
        .replacing("(", with: "\\(").replacing(")", with: "\\)")
      return "(\(safe)) Tj T*"
    }
    let content = "BT /F1 12 Tf 16 TL 60 780 Td \(text.joined(separator: " ")) ET"
    let objects = [
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        + "/Resources << /Font << /F1 5 0 R >> >> >>",
      "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    var file = "%PDF-1.4\n"
    var places = ""
    for (index, object) in objects.enumerated() {
      let digits = String(file.utf8.count)
      places += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
      file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let start = file.utf8.count
    file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n\(places)"
    file += "trailer << /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
    return Array(file.utf8)
  }
}
