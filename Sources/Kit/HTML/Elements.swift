/// Any element that has content.
public func element(
  _ name: StaticString, _ attributes: [Attribute], _ content: HTML
) -> HTML {
  var html = HTML()
  html.open(name, attributes, room: content.bytes.count + name.utf8CodeUnitCount + 3)
  html.append(content)
  html.append("</")
  html.append(name)
  html.append(">")
  return html
}

/// Any element that never has content, such as `img`.
public func voidElement(_ name: StaticString, _ attributes: [Attribute]) -> HTML {
  var html = HTML()
  html.open(name, attributes)
  return html
}

extension HTML {
  /// Begins an element; memory for `room` more bytes is taken in the same go.
  mutating func open(_ name: StaticString, _ attributes: [Attribute], room: Int = 0) {
    let more = attributes.reduce(room + name.utf8CodeUnitCount + 2) { $0 + $1.room }
    bytes.reserveCapacity(bytes.count + more)
    append("<")
    append(name)
    for attribute in attributes { attribute.write(to: &self) }
    append(">")
  }
}

/// A whole document.
public func document(_ language: String, @HTMLBuilder _ content: () -> HTML) -> HTML {
  HTML(markup: Array("<!doctype html>".utf8))
    + element("html", [Attribute("lang", language)], content())
}

/// `<header>`.
public func header(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("header", attributes, content()) }

/// `<footer>`.
public func footer(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("footer", attributes, content()) }

/// `<main>`.
public func mainElement(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("main", attributes, content()) }

/// `<nav>`.
public func nav(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("nav", attributes, content()) }

/// `<section>`.
public func section(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("section", attributes, content()) }

/// `<article>`.
public func article(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("article", attributes, content()) }

/// `<aside>`.
public func aside(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("aside", attributes, content()) }

/// `<div>`.
public func div(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("div", attributes, content()) }

/// `<span>`.
public func span(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("span", attributes, content()) }

/// `<p>`.
public func p(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("p", attributes, content()) }

/// `<h1>`.
public func h1(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("h1", attributes, content()) }

/// `<h2>`.
public func h2(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("h2", attributes, content()) }

/// `<h3>`.
public func h3(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("h3", attributes, content()) }

/// `<h4>`.
public func h4(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("h4", attributes, content()) }

/// `<ul>`.
public func ul(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("ul", attributes, content()) }

/// `<ol>`.
public func ol(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("ol", attributes, content()) }

/// `<li>`.
public func li(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("li", attributes, content()) }

/// `<dl>`.
public func dl(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("dl", attributes, content()) }

/// `<dt>`.
public func dt(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("dt", attributes, content()) }

/// `<dd>`.
public func dd(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("dd", attributes, content()) }

/// `<a>`.
public func a(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("a", attributes, content()) }

/// `<strong>`.
public func strong(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("strong", attributes, content()) }

/// `<em>`.
public func em(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("em", attributes, content()) }

/// `<small>`.
public func small(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("small", attributes, content()) }

/// `<code>`.
public func code(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("code", attributes, content()) }

/// `<pre>`.
public func pre(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("pre", attributes, content()) }

/// `<kbd>`.
public func kbd(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("kbd", attributes, content()) }

/// `<blockquote>`.
public func blockquote(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("blockquote", attributes, content()) }

/// `<br>`.
public func br(_ attributes: Attribute...) -> HTML { voidElement("br", attributes) }

/// `<hr>`.
public func hr(_ attributes: Attribute...) -> HTML { voidElement("hr", attributes) }
