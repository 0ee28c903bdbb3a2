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

/// `<head>`.
public func head(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("head", attributes, content()) }

/// `<body>`.
public func body(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("body", attributes, content()) }

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

/// `<button>`.
public func button(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("button", attributes, content()) }

/// `<form>`.
public func form(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("form", attributes, content()) }

/// `<label>`.
public func label(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("label", attributes, content()) }

/// `<select>`.
public func selectElement(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("select", attributes, content()) }

/// `<option>`.
public func option(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("option", attributes, content()) }

/// `<textarea>`.
public func textarea(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("textarea", attributes, content()) }

/// `<fieldset>`.
public func fieldset(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("fieldset", attributes, content()) }

/// `<legend>`.
public func legend(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("legend", attributes, content()) }

/// `<table>`.
public func table(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("table", attributes, content()) }

/// `<thead>`.
public func thead(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("thead", attributes, content()) }

/// `<tbody>`.
public func tbody(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("tbody", attributes, content()) }

/// `<tr>`.
public func tr(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("tr", attributes, content()) }

/// `<th>`.
public func th(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("th", attributes, content()) }

/// `<td>`.
public func td(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("td", attributes, content()) }

/// `<caption>`.
public func caption(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("caption", attributes, content()) }

/// `<figure>`.
public func figure(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("figure", attributes, content()) }

/// `<figcaption>`.
public func figcaption(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("figcaption", attributes, content()) }

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

/// `<details>`.
public func details(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("details", attributes, content()) }

/// `<summary>`.
public func summary(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("summary", attributes, content()) }

/// `<dialog>`.
public func dialog(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("dialog", attributes, content()) }

/// `<output>`.
public func output(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("output", attributes, content()) }

/// `<progress>`.
public func progress(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("progress", attributes, content()) }

/// `<time>`.
public func time(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("time", attributes, content()) }

/// `<title>`.
public func title(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("title", attributes, content()) }

/// `<svg>`.
public func svg(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("svg", attributes, content()) }

/// `<use>`.
public func use(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("use", attributes, content()) }

/// `<template>`.
public func template(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("template", attributes, content()) }

/// `<optgroup>`.
public func optgroup(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("optgroup", attributes, content()) }

/// `<kbd>`.
public func kbd(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("kbd", attributes, content()) }

/// `<blockquote>`.
public func blockquote(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("blockquote", attributes, content()) }

/// `<script>`.
public func script(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("script", attributes, content()) }

/// `<img>`.
public func img(_ attributes: Attribute...) -> HTML { voidElement("img", attributes) }

/// `<input>`.
public func input(_ attributes: Attribute...) -> HTML { voidElement("input", attributes) }

/// `<br>`.
public func br(_ attributes: Attribute...) -> HTML { voidElement("br", attributes) }

/// `<hr>`.
public func hr(_ attributes: Attribute...) -> HTML { voidElement("hr", attributes) }

/// `<meta>`.
public func meta(_ attributes: Attribute...) -> HTML { voidElement("meta", attributes) }

/// `<link>`.
public func link(_ attributes: Attribute...) -> HTML { voidElement("link", attributes) }

/// `<source>`.
public func source(_ attributes: Attribute...) -> HTML { voidElement("source", attributes) }
