import Accounts
import Catalog
import Design
import HTML
import HTTP
import Site

/// The dashboard: the next step, how things stand, what is going on, the newest pictures.
func dashboardPage(
  _ standing: Standing, recent: [AssetLine], work: [RunningWork], _ member: Member
) -> Response {
  let steps = firstSteps(standing)
  let isNew = standing.products == 0 && !standing.hasStore
  return member.page("Dashboard", lead: member.clientName, actions: actions(standing, member)) {
    div(.class("stack-24")) {
      if steps.contains(where: { !$0.isDone }) { checklist(steps, isNew: isNew) }
      if !isNew { stats(standing, member) }
    }
    div(
      .when(!work.isEmpty, .data("live", Site.dashboardLive())),
      .when(!work.isEmpty, .data("live-every", "2000"))
    ) { runningWork(work) }
    if !recent.isEmpty {
      block("New pictures", action: a(.href(Site.assets())) { "All pictures" }) {
        pictureGrid(recent.map { assetTile($0, isNamed: true) })
      }
    }
  }
}

private func actions(_ standing: Standing, _ member: Member) -> HTML {
  if let flow = standing.openFlow {
    return linkButton(
      "Review \(count(standing.toReview, "picture"))", to: Site.flowReview(flow), .primary,
      icon: "eye")
  }
  guard standing.pictures > 0 else { return HTML() }
  return linkButton("Generate pictures", to: Site.studioHome(), .primary, icon: "studio")
}

private func stats(_ standing: Standing, _ member: Member) -> HTML {
  dl(.class("stats")) {
    stat("Products", number(standing.products), "stat-products")
    stat("Pictures generated", number(standing.generated), "stat-generated")
    stat(
      "Approved", standing.approvalRate.map { "\($0) %" } ?? "–", "stat-approval",
      note: standing.approvalRate == nil ? "Nothing judged yet" : "of those reviewed")
    stat("In your store", number(standing.published), "stat-published")
    stat("Credits left", number(member.credits), "stat-credits")
  }
}

private func stat(_ name: String, _ value: String, _ testID: String, note: String? = nil) -> HTML {
  div(.class("stat"), .testID(testID)) {
    dt { name }
    dd(.class("num")) { value }
    if let note { dd(.class("stat-note")) { note } }
  }
}

/// What the workers are doing for this account.
func runningWork(_ work: [RunningWork]) -> HTML {
  let known = work.filter { $0.words != nil }
  guard !known.isEmpty else { return HTML() }
  return block("Going on now") {
    div(.class("stack")) { for entry in known { runningJob(entry) } }
  }
}

private func runningJob(_ entry: RunningWork) -> HTML {
  let total = entry.total ?? 0
  return section(.class("job"), .data("status", "running")) {
    header(.class("job-head")) {
      h3 { entry.words ?? "" }
      badge(status: "running", word: "Running")
    }
    progressBar(percent: total > 0 ? entry.done * 100 / total : nil, label: entry.words ?? "")
    p(.class("job-line")) {
      span {
        total > 0 ? "\(number(entry.done)) of \(number(total))" : "\(number(entry.jobs)) to do"
      }
      if let note = entry.note { span(.class("muted")) { note } }
    }
  }
}
