import Design
import HTML
import HTTP
import Site

/// One of the things to do once, on the way to the first published picture.
struct FirstStep: Sendable {
  let name: String
  let why: String
  let link: String
  let isDone: Bool
}

/// The way to the first published picture; what has happened is ticked by itself.
func firstSteps(_ standing: Standing) -> [FirstStep] {
  let judge = standing.openFlow.map { Site.flowReview($0) } ?? Site.assets()
  return [
    FirstStep(
      name: "Connect your store", why: "Its products come here in one go.",
      link: Site.store(), isDone: standing.hasStore),
    FirstStep(
      name: "Import products", why: "With their pictures, categories and variations.",
      link: Site.importStart(), isDone: standing.products > 0),
    FirstStep(
      name: "Generate pictures", why: "Choose a product, a room and a mood.",
      link: Site.studioHome(), isDone: standing.generated > 0),
    FirstStep(
      name: "Approve what you like", why: "Beside the original, with the keys A and R.",
      link: judge, isDone: standing.approved > 0),
    FirstStep(
      name: "Publish to your store", why: "Approved pictures appear beside your own.",
      link: Site.store(), isDone: standing.published > 0),
  ]
}

/// The steps as a list; the first one that is open leads on.
func checklist(_ steps: [FirstStep], isNew: Bool) -> HTML {
  let next = steps.firstIndex { !$0.isDone }
  return section(.class("card"), .testID("first-steps")) {
    header(.class("card-head")) {
      h2 { isNew ? "Welcome to Epox" : "First steps" }
      span(.class("muted small")) {
        "\(steps.filter(\.isDone).count) of \(steps.count) done"
      }
    }
    ol(.class("feed")) {
      for (index, step) in steps.enumerated() {
        stepLine(step, number: index + 1, isNext: index == next)
      }
    }
  }
}

private func stepLine(_ step: FirstStep, number: Int, isNext: Bool) -> HTML {
  li(.data("status", step.isDone ? "ok" : isNext ? "running" : "todo")) {
    if step.isDone { icon("success") } else { span(.class("count")) { number } }
    span(.class("grow")) {
      strong { step.name }
      br()
      small(.class("muted")) { step.why }
      if step.isDone { span(.class("sr-only")) { "Done" } }
    }
    if isNext { linkButton("Begin", to: step.link, .smallPrimary) }
  }
}
