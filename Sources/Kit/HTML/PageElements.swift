/// `<head>`.
public func head(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("head", attributes, content) }

/// `<body>`.
public func body(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("body", attributes, content) }

/// `<table>`.
public func table(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("table", attributes, content) }

/// `<thead>`.
public func thead(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("thead", attributes, content) }

/// `<tbody>`.
public func tbody(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("tbody", attributes, content) }

/// `<tr>`.
public func tr(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("tr", attributes, content) }

/// `<th>`.
public func th(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("th", attributes, content) }

/// `<td>`.
public func td(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("td", attributes, content) }

/// `<caption>`.
public func caption(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("caption", attributes, content) }

/// `<figure>`.
public func figure(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("figure", attributes, content) }

/// `<figcaption>`.
public func figcaption(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("figcaption", attributes, content) }

/// `<details>`.
public func details(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("details", attributes, content) }

/// `<summary>`.
public func summary(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("summary", attributes, content) }

/// `<dialog>`.
public func dialog(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("dialog", attributes, content) }

/// `<time>`.
public func time(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("time", attributes, content) }

/// `<title>`.
public func title(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("title", attributes, content) }

/// `<svg>`.
public func svg(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("svg", attributes, content) }

/// `<use>`.
public func use(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("use", attributes, content) }

/// `<template>`.
public func template(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("template", attributes, content) }

/// `<script>`.
public func script(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("script", attributes, content) }

/// `<img>`.
public func img(_ attributes: Attribute...) -> HTML { voidElement("img", attributes) }

/// `<meta>`.
public func meta(_ attributes: Attribute...) -> HTML { voidElement("meta", attributes) }

/// `<link>`.
public func link(_ attributes: Attribute...) -> HTML { voidElement("link", attributes) }

/// `<source>`.
public func source(_ attributes: Attribute...) -> HTML { voidElement("source", attributes) }
