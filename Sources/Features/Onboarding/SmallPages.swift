import Accounts
import Design
import HTML
import HTTP
import Site

extension Onboarding {
  /// Collections: nothing is there yet, and the page says so.
  package static func collections(_ member: Member) throws -> Response {
    member.page("Collections") {
      emptyState(
        "products", "One product at a time, today",
        "Collections will shoot many products in one look. Until then the studio takes one "
          + "product at a time, and the product list finds them by category.",
        actions: linkButton("To the studio", to: Site.studioHome(), .primary, icon: "studio")
          + linkButton("To the products", to: Site.products()))
    }
  }

  /// Analytics: what is counted today stands on the dashboard.
  package static func analytics(_ member: Member) throws -> Response {
    member.page("Analytics") {
      emptyState(
        "history", "No charts yet",
        "Today's numbers (products, pictures, approval, credits) are on the dashboard. What was "
          + "published and when is in the store's history.",
        actions: linkButton("To the dashboard", to: Site.dashboard(), .primary)
          + linkButton("Store history", to: Site.storeHistory(), icon: "clock"))
    }
  }

  /// Notifications: none are sent yet.
  package static func notifications(_ member: Member) throws -> Response {
    member.page("Notifications") {
      emptyState(
        "history", "Nothing to report",
        "Work that goes on is shown on the dashboard, and each run on its own page. Mails tell "
          + "what cannot wait, such as payments and stores that must be connected again.",
        actions: linkButton("To the dashboard", to: Site.dashboard(), .primary))
    }
  }

  /// Short answers to what people ask first.
  package static func help(_ member: Member) throws -> Response {
    member.page("Help", width: .narrow, lead: "Short answers to what is asked first.") {
      div(.class("stack-24")) {
        for (question, answer) in answers {
          block(question) { p { answer } }
        }
        p { a(.href(Site.claimRule())) { "What happens when a picture is bad?" } }
        p(.testID("contact")) {
          "Something else? "
          a(.href("mailto:\(Configuration.current.contact)")) { "Write to us" }
          "."
        }
        div(.class("row")) {
          linkButton("To the store", to: Site.store(), icon: "store")
          linkButton("To the studio", to: Site.studioHome(), icon: "studio")
        }
      }
    }
  }
}

private let answers = [
  (
    "Which pictures work best?",
    "One product on a plain, light background, sharp and at least 1,000 pixels wide. Enter the "
      + "product's size in centimetres, and it stands in the room at true scale."
  ),
  (
    "What does a picture cost?",
    "One credit. The cost stands beside the button before you press it. What could not be made "
      + "costs nothing: its credit comes back by itself."
  ),
  (
    "What happens to my store?",
    "Approved pictures are added beside your own. Epox never changes or removes a picture that "
      + "it did not put there, and takes its own away again whenever you wish."
  ),
  (
    "How do I review quickly?",
    "Open the review of a run: A approves, R rejects, U takes back, the arrow keys move and the "
      + "space bar compares with the original."
  ),
  (
    "What happens when I import again?",
    "Products are brought up to date and nothing is duplicated. What you changed here stays."
  ),
]
