import Catalog
import Design
import HTML
import HTTP
import Imaging
import Site

/// Plain backgrounds, beside the rooms: the same question, answered another way.
func plainChoices() -> HTML {
  let backgrounds = zip(
    Scenery.backgrounds, ["White, pure", "Grey paper", "Gradient", "Your colour"])
  let all = HTML() + sceneryTile(Scenery.allRooms, "All rooms, in turn")
  return backgrounds.reduce(all) { $0 + sceneryTile($1.0, $1.1) }
}

private func sceneryTile(_ name: String, _ title: String) -> HTML {
  let picture = StaticFiles.link("rooms/plain/\(name).svg")
  return label(.class("choice")) {
    input(.type("radio"), .name("sceneType"), .value(name), .data("picture", picture))
    img(.src(picture), .width(320), .height(240), .alt(""), Attribute("loading", "lazy"))
    span { title }
  }
}

/// What a plain background needs to know.
func backgroundChoice() -> HTML {
  fieldset(.class("field")) {
    legend(.class("label")) { "Plain backgrounds" }
    p(.class("hint")) {
      "White suits marketplaces: pure white up to every edge, the product fills 85 %."
    }
    div(.class("choices choices-pills")) {
      for (index, ground) in Scenery.grounds.enumerated() {
        label(.class("choice")) {
          input(
            .type("radio"), .name("ground"), .value(ground.name),
            Attribute("checked", if: index == 0))
          span { lookTitle(ground.name) }
        }
      }
    }
    label(.class("check")) {
      input(.type("color"), .name("colour"), .value(Scenery.usualColour))
      span { "Your colour, for the last two" }
    }
  }
}

/// Other products for the same picture.
func companionChoice(_ companions: [CompanionLine]) -> HTML {
  guard !companions.isEmpty else { return HTML() }
  return fieldset(.class("field"), .testID("companions")) {
    legend(.class("label")) { "Together with" }
    p(.class("hint")) {
      "Up to \(FlowOrder.mostCompanions) more products in the same picture, at their true scale: "
      "a wide shape holds more of them than a narrow one."
    }
    div(
      .class("choices choices-thumbs"), .data("most-companions", String(FlowOrder.mostCompanions))
    ) {
      for companion in companions {
        label(.class("choice")) {
          input(.type("checkbox"), .name("with"), .value(companion.id.pathText))
          img(
            .src(companion.thumb.map(pictureLink) ?? ""), .width(96), .height(96),
            .alt(companion.name), .data("tip", companion.name), Attribute("loading", "lazy"))
        }
      }
    }
  }
}

/// A picture whose palette and mood are wanted.
func inspirationChoice() -> HTML {
  field(
    Field(
      "inspiration", "Inspiration", in: Form(), type: "file",
      hint: "A picture whose colours and mood you like: rooms are graded after it, and where you "
        + "choose all rooms or both moods, it picks among them. Plain backgrounds stay as they are.",
      isOptional: true,
      attributes: [Attribute("accept", acceptedPictures)]))
}
