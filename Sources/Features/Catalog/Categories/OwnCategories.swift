import Accounts
import Design
import HTTP
import Postgres
import Site

extension Catalog {
  /// The trees of categories, the merchant's own first.
  package static func showCategories(_ member: Member) throws -> Response {
    categoriesPage(try member.read(.categoryCounts), Form(), member)
  }

  /// Makes a category of the merchant's own.
  package static func addCategory(_ editor: Editor) throws -> Response {
    var form = Form(editor.request)
    let draft = CategoryDraft(&form)
    if form.isValid, try !changed(by: .add(draft), editor) { form.fail("name", nameTaken) }
    guard form.isValid else {
      return categoriesPage(try editor.read(.categoryCounts), form, editor.member)
    }
    return .see(Site.categories()).flash("\(draft.name) is there.")
  }

  /// The form for a category of the merchant's own.
  package static func editCategory(_ editor: Editor, _ id: CategoryID) throws -> Response {
    let lines = try editor.read(.categories)
    guard let line = lines.first(where: { $0.id == id && $0.isOwn }) else { throw Problem.missing }
    let parent = lines.first { $0.key == line.parentKey }?.id.pathText ?? ""
    return categoryPage(line, lines, Form([("name", line.name), ("parent", parent)]), editor)
  }

  /// Renames a category of the merchant's own, or puts it at another place.
  package static func saveCategory(_ editor: Editor, _ id: CategoryID) throws -> Response {
    var form = Form(editor.request)
    let draft = CategoryDraft(&form)
    let lines = try editor.read(.categories)
    guard let line = lines.first(where: { $0.id == id && $0.isOwn }) else { throw Problem.missing }
    if form.isValid, try !changed(by: .save(draft, of: id), editor) { form.fail("name", nameTaken) }
    guard form.isValid else { return categoryPage(line, lines, form, editor) }
    return .see(Site.categories()).flash("Saved.")
  }

  /// Takes a category of the merchant's own away; what lies below it moves up, products stay.
  package static func deleteCategory(_ editor: Editor, _ id: CategoryID) throws -> Response {
    let lines = try editor.read(.categories)
    guard lines.contains(where: { $0.id == id && $0.isOwn }) else { throw Problem.missing }
    guard try changed(by: .deleteCategory(id), editor) else {
      throw Problem(
        .conflict, "One below it would get a name that is taken there. Rename that one first.")
    }
    return .see(Site.categories()).flash("The category is gone. Its products are still here.")
  }

  private static let nameTaken = "There is a category of this name at that place already."

  /// Whether a change went through; a name that is taken at its place refuses it.
  private static func changed(by statement: Statement, _ editor: Editor) throws -> Bool {
    do {
      return try editor.transaction { try editor.db.run(statement) > 0 }
    } catch let error as DatabaseError where error.uniqueViolation != nil {
      return false
    }
  }
}

/// A category as its form describes it.
struct CategoryDraft {
  let name: String
  /// One of the merchant's own categories; `nil` at the top.
  let parent: CategoryID?

  init(_ form: inout Form) {
    name = form.line("name", max: 200, missing: "Enter a name for the category.")
    parent = CategoryID(pathText: form.value("parent"))
  }
}

extension Statement {
  /// A parent that is not the merchant's own is as good as none.
  static func add(_ draft: CategoryDraft) -> Self {
    """
    INSERT INTO category (client_id, id, name, slug, parent_external_id)
    SELECT current_client(), uuid7(), \(draft.name), lower(\(draft.name)::text), (
      SELECT key FROM category WHERE client_id = current_client() AND id = \(draft.parent)
        AND store_id IS NULL)
    """
  }

  /// A place below the category itself is no place: then it stays where it is.
  static func save(_ draft: CategoryDraft, of id: CategoryID) -> Self {
    """
    WITH RECURSIVE below AS (
      SELECT id, key FROM category WHERE client_id = current_client() AND id = \(id)
      UNION
      SELECT c.id, c.key FROM category c JOIN below ON c.parent_external_id = below.key
      WHERE c.client_id = current_client() AND c.store_id IS NULL
    )
    UPDATE category SET name = \(draft.name), slug = lower(\(draft.name)::text),
      parent_external_id = CASE WHEN \(draft.parent)::uuid IN (SELECT id FROM below)
        THEN parent_external_id ELSE (
          SELECT key FROM category WHERE client_id = current_client() AND id = \(draft.parent)
            AND store_id IS NULL) END
    WHERE client_id = current_client() AND id = \(id) AND store_id IS NULL
    """
  }

  static func deleteCategory(_ id: CategoryID) -> Self {
    """
    WITH gone AS (
      DELETE FROM category WHERE client_id = current_client() AND id = \(id) AND store_id IS NULL
      RETURNING key, parent_external_id
    ), lifted AS (
      UPDATE category c SET parent_external_id = gone.parent_external_id FROM gone
      WHERE c.client_id = current_client() AND c.store_id IS NULL
        AND c.parent_external_id = gone.key
    )
    SELECT key FROM gone
    """
  }
}
