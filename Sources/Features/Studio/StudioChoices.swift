import Catalog
import Design
import HTML
import HTTP
import Imaging
import Site

/// The rooms as pictures; each tells the page's script how it looks in both moods.
func roomChoice(_ library: RoomLibrary) -> HTML {
  fieldset(.class("field")) {
    legend(.class("label")) { "Room" }
    div(.class("choices choices-rooms")) {
      for (index, room) in library.rooms.enumerated() {
        label(.class("choice")) {
          input(
            .type("radio"), .name("sceneType"), .value(room.id),
            .data("picture", room.picture("daylight")),
            .data("picture-daylight", room.picture("daylight")),
            .data("picture-evening", room.picture("evening")),
            Attribute("checked", if: index == 0))
          img(
            .src(room.smallPicture), .width(320), .height(240), .alt(""),
            Attribute("loading", "lazy"), Attribute("decoding", "async"))
          span { room.title }
        }
      }
      plainChoices()
    }
  }
}

/// The time of day.
func moodChoice(_ library: RoomLibrary) -> HTML {
  fieldset(.class("field")) {
    legend(.class("label")) { "Mood" }
    div(.class("choices choices-text")) {
      for (index, mood) in library.moods.enumerated() {
        label(.class("choice")) {
          input(
            .type("radio"), .name("mood"), .value(mood), Attribute("checked", if: index == 0))
          span {
            lookTitle(mood)
            " "
            small { mood == "evening" ? "Warm lamps, low sun" : "Soft window light" }
          }
        }
      }
      label(.class("choice")) {
        input(.type("radio"), .name("mood"), .value(Scenery.bothMoods))
        span { "Both, in turn" }
      }
    }
  }
}

/// The shape of the pictures.
func aspectChoice() -> HTML {
  fieldset(.class("field")) {
    legend(.class("label")) { "Shape" }
    div(.class("choices choices-pills")) {
      for aspect in Aspect.allCases {
        label(.class("choice")) {
          input(
            .type("radio"), .name("aspect"), .value(aspect.rawValue),
            Attribute("checked", if: aspect == .square))
          span { aspect.rawValue }
        }
      }
    }
  }
}

/// How many pictures to choose from.
func variantChoice() -> HTML {
  fieldset(.class("field")) {
    legend(.class("label")) { "Pictures" }
    p(.class("hint")) { "Each stands a little differently. One credit a picture." }
    div(.class("choices choices-pills")) {
      for variants in 1...FlowOrder.mostVariants {
        label(.class("choice")) {
          input(
            .type("radio"), .name("variants"), .value(String(variants)),
            Attribute("checked", if: variants == FlowOrder.usualVariants))
          span { variants }
        }
      }
    }
  }
}
