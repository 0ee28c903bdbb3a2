/// `<button>`.
public func button(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("button", attributes, content) }

/// `<form>`.
public func form(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("form", attributes, content) }

/// `<label>`.
public func label(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("label", attributes, content) }

/// `<select>`.
public func selectElement(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("select", attributes, content) }

/// `<option>`.
public func option(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("option", attributes, content) }

/// `<textarea>`.
public func textarea(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("textarea", attributes, content) }

/// `<fieldset>`.
public func fieldset(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("fieldset", attributes, content) }

/// `<legend>`.
public func legend(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("legend", attributes, content) }

/// `<output>`.
public func output(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("output", attributes, content) }

/// `<progress>`.
public func progress(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("progress", attributes, content) }

/// `<optgroup>`.
public func optgroup(
  _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { HTML() }
) -> HTML { element("optgroup", attributes, content) }

/// `<input>`.
public func input(_ attributes: Attribute...) -> HTML { voidElement("input", attributes) }
