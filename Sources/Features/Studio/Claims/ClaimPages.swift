import Accounts
import Catalog
import Design
import HTML
import HTTP
import Postgres
import Site

extension Studio {
  /// The rule for bad results, as it counts today.
  package static func showClaimRule(_ member: Member) throws -> Response {
    guard let rule = try member.read(Query<ClaimRule>.claimRule).first else {
      throw Problem.missing
    }
    return member.page(
      "Bad results", width: .narrow, lead: "You pay for pictures that you can use.",
      crumbs: [Crumb("Help", Site.help())]
    ) {
      block("What comes back by itself") {
        p {
          "What fails, takes too long or is refused costs nothing: its credit is back before you "
          "see that it failed."
        }
      }
      block("What you can give back") {
        ul(.class("stack-8"), .testID("claim-rule")) {
          li { "A picture is yours to give back for \(count(rule.days, "day"))." }
          li {
            "Always, when it strays from the product: its fidelity is below \(rule.score) of 100."
          }
          li {
            "For any other reason \(rule.monthPercent) % of the pictures of a month, and "
            "\(rule.monthLeast) in any case."
          }
        }
        p {
          "What you give back is rejected; it can be neither approved nor downloaded. Its credit "
          "comes back at once: bought ones for good, others for thirty days at least."
        }
        p(.class("muted")) {
          "Version \(rule.version) of this rule, since "
          timeTag(rule.since)
          "."
        }
      }
    }
  }
}

/// Beside a picture: give its credit back, or that it came back.
func claimCard(_ asset: AssetLine, _ standing: ClaimStanding?, _ member: Member) -> HTML {
  guard let standing, asset.state == "generated" else { return HTML() }
  return section(.class("card stack-8")) {
    header(.class("card-head")) { h2 { "Bad result?" } }
    if let at = standing.claimedAt {
      p(.testID("claim-done")) {
        "\(count(standing.cost, "credit")) came back "
        timeTag(at)
        "."
      }
    } else if standing.isLate {
      p(.class("muted")) { "The time to give this picture back is over." }
    } else if member.canEdit {
      claimForm(asset, standing, member)
    }
    p { a(.href(Site.claimRule())) { "The rule" } }
  }
}

private func claimForm(_ asset: AssetLine, _ standing: ClaimStanding, _ member: Member) -> HTML {
  postForm(Site.assetClaim(asset.id), csrf: member.csrf) {
    p(.class("muted")) {
      standing.isUntrue
        ? "It strays from the product, so it can be given back in any case."
        : "\(count(standing.left, "picture")) more can be given back this month."
    }
    field(Field("reason", "What is bad about it?", in: Form(), maxLength: 300, id: "claim-reason"))
    div(.class("form-actions")) {
      submit("Give \(count(standing.cost, "credit")) back", .normal, testID: "claim-btn")
    }
  }
}
