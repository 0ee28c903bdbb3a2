import HTML
import HTTP

/// The page that lists what the sandbox does not imitate.
enum Limits {
  static func show(_ by: Operator) throws -> Response {
    let html = document("en") {
      head {
        meta(Attribute("charset", "utf-8"))
        meta(.name("viewport"), Attribute("content", "width=device-width, initial-scale=1"))
        title { "What the sandbox does not imitate" }
        link(Attribute("rel", "icon"), .href("data:,"))
        link(Attribute("rel", "stylesheet"), .href("/static/css/storefront.css"))
      }
      body {
        mainElement(.class("limits")) {
          h1 { "What the sandbox does not imitate" }
          p { "Everything else was compared with answers recorded from a real WooCommerce." }
          ul { for line in lines { li { line } } }
          p { a(.href("/")) { "To the demo store" } }
        }
      }
    }
    return .page(html.bytes)
  }

  private static let lines = [
    "TLS: stores speak http. Keys are taken without TLS unless a store is told not to.",
    "OAuth with HMAC-SHA1 and with the parameters in the header; only HMAC-SHA256 in the query.",
    "The order of fields in JSON, and fields of plugins such as brands or meta of other plugins.",
    "Smaller sizes of pictures: srcset and thumbnail name the picture itself. Pictures beyond 2560 "
      + "pixels are not scaled, camera rotations not applied. BMP, TIFF and ICO are refused.",
    "/wp/v2: media, posts, users and application passwords.",
    "Signing in before an app is approved; callbacks without TLS are called, if on this machine.",
    "Orders, customers, coupons, reviews, taxes, shipping: no such addresses.",
    "Changing or deleting categories, tags and attributes; categories can be read and added, "
      + "the others only read.",
    "Typographic quotes, plugins' filters, and the finer points of WordPress' HTML cleaning.",
    "OPTIONS, _embed, JSONP. HEAD works as GET without a body.",
    "Lists of 7.9 losing rows when dates tie; the PHP time limit of 30 seconds.",
    "WordPress' rule about ports 80, 443 and 8080: which hosts may be reached is a setting.",
    "WordPress' cron: webhooks leave after a fixed delay, whether somebody visits or not. Pings "
      + "do not follow redirects.",
    "Summer time: the stores' clocks stand one hour before UTC all year.",
    "Gemini: what is said about pictures is taken from the prompt's words, not from the picture. "
      + "Pictures come from the built-in imaging program; an edit gives the picture back as it "
      + "was. No files, caches, batches, tools, chats of several turns, or tokens as they really "
      + "are counted. Outputs end at 2048 pixels.",
    "remove.bg: it cuts out as the built-in program does. No image_url, ZIP, crop, roi, scale, "
      + "shadows, backgrounds or foreground box; enterprise credits.",
    "Stripe: taxes, coupons, trials, schedules, several items, Connect, 3-D Secure beyond a button. "
      + "A renewal comes when it is told to, not with the time. Bills are open at once, without "
      + "the hour as a draft.",
    "Shopify: directives in GraphQL, most of the schema, sorting, staged uploads, reading backwards. "
      + "Searches know id, sku, updated_at and collection_id. What a query costs is reckoned more "
      + "simply. One version of the API; shops speak http. The merchant is taken for signed in.",
    "BigCommerce: one channel and one tree of categories, which cannot be changed; products are made "
      + "without options, pictures and prices for many. Metafields, modifiers, videos, brands, "
      + "currencies and reviews: no such addresses. BMP, WBMP and XBM are refused, all sizes of a "
      + "picture are the picture itself, and a new address for a picture changes nothing. News is "
      + "tried five times within half a minute; a domain is never blocked, and no hook dies of old "
      + "age. Hooks may lead to this machine by http. The merchant is taken for signed in.",
    "Cart, checkout and search in the shop.",
  ]
}
