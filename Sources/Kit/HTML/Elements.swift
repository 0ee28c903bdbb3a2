/// Any element that has content.
public func element(
  _ name: StaticString, _ attributes: [Attribute], @HTMLBuilder _ content: () -> HTML
) -> HTML {
  var html = HTML(opening: name, attributes)
  html.append(content())
  html.close(name)
  return html
}

/// Any element that never has content, such as `img`.
public func voidElement(_ name: StaticString, _ attributes: [Attribute]) -> HTML {
  HTML(opening: name, attributes)
}

extension HTML {
  fileprivate init(opening name: StaticString, _ attributes: [Attribute]) {
    let most = attributes.reduce(name.utf8CodeUnitCount + 2) { $0 + $1.most }
    self.init(most: most) { sheet in
      sheet.append("<")
      sheet.append(name)
      for attribute in attributes { attribute.write(on: sheet) }
      sheet.append(">")
    }
  }

  fileprivate mutating func close(_ name: StaticString) {
    append(most: name.utf8CodeUnitCount + 3) { sheet in
      sheet.append("</")
      sheet.append(name)
      sheet.append(">")
    }
  }
}

/// A whole document.
public func document(_ language: String, @HTMLBuilder _ content: () -> HTML) -> HTML {
  Sheet.reuse()
  return HTML(literal: "<!doctype html>")
    + element("html", [Attribute("lang", language)], content)
}

/// `<header>`.
public func header(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("header", attributes, content) }

/// `<footer>`.
public func footer(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("footer", attributes, content) }

/// `<main>`.
public func mainElement(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("main", attributes, content) }

/// `<nav>`.
public func nav(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("nav", attributes, content) }

/// `<section>`.
public func section(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("section", attributes, content) }

/// `<article>`.
public func article(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("article", attributes, content) }

/// `<aside>`.
public func aside(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("aside", attributes, content) }

/// `<div>`.
public func div(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("div", attributes, content) }

/// `<span>`.
public func span(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("span", attributes, content) }

/// `<p>`.
public func p(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("p", attributes, content) }

/// `<h1>`.
public func h1(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("h1", attributes, content) }

/// `<h2>`.
public func h2(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("h2", attributes, content) }

/// `<h3>`.
public func h3(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("h3", attributes, content) }

/// `<h4>`.
public func h4(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("h4", attributes, content) }

/// `<ul>`.
public func ul(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("ul", attributes, content) }

/// `<ol>`.
public func ol(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("ol", attributes, content) }

/// `<li>`.
public func li(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("li", attributes, content) }

/// `<dl>`.
public func dl(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("dl", attributes, content) }

/// `<dt>`.
public func dt(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("dt", attributes, content) }

/// `<dd>`.
public func dd(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("dd", attributes, content) }

/// `<a>`.
public func a(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("a", attributes, content) }

/// `<strong>`.
public func strong(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("strong", attributes, content) }

/// `<em>`.
public func em(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("em", attributes, content) }

/// `<small>`.
public func small(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("small", attributes, content) }

/// `<code>`.
public func code(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("code", attributes, content) }

/// `<pre>`.
public func pre(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("pre", attributes, content) }

/// `<kbd>`.
public func kbd(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("kbd", attributes, content) }

/// `<blockquote>`.
public func blockquote(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("blockquote", attributes, content) }

/// `<br>`.
public func br(_ attributes: Attribute...) -> HTML { voidElement("br", attributes) }

/// `<hr>`.
public func hr(_ attributes: Attribute...) -> HTML { voidElement("hr", attributes) }
