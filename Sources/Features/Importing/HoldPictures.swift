import Jobs
import Postgres
import Site

/// The pictures of an import are fetched by jobs of their own, which stop and go on with it.
extension Statement {
  /// Holds back what has not been fetched yet; what is under way comes, but is not tried again.
  static func holdPictures(of run: ImportID) -> Self {
    """
    UPDATE job SET state = CASE WHEN state = 'ready' THEN 'paused' ELSE state END,
      wish = CASE WHEN state = 'running' THEN 'pause' END
    WHERE \(pictureJobs(of: run)) AND state IN ('ready', 'running')
    """
  }

  /// Lets them be fetched from now on.
  static func releasePictures(of run: ImportID) -> Self {
    """
    WITH woken AS (
      UPDATE job SET state = CASE WHEN state = 'paused' THEN 'ready' ELSE state END, wish = NULL,
        run_at = CASE WHEN state = 'paused' THEN now() ELSE run_at END
      WHERE \(pictureJobs(of: run)) AND state IN ('paused', 'running'))
    SELECT pg_notify('job', '')
    """
  }

  /// Lets those be fetched that an earlier import holds back and this one has brought anew.
  static func releaseHeldBefore(_ run: ImportID) -> Self {
    """
    UPDATE job SET state = 'ready', run_at = now()
    WHERE EXISTS (SELECT 1 FROM import_run r WHERE r.client_id = current_client()
        AND r.pictures_held)
      AND \(pictureJobs(of: run)) AND state = 'paused'
    """
  }

  /// Drops those that have not begun; a later import fetches them.
  static func dropPictures(of run: ImportID) -> Self {
    """
    WITH dropped AS (
      UPDATE job SET state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END,
        finished_at = CASE WHEN state = 'running' THEN NULL ELSE now() END, wish = NULL
      WHERE \(pictureJobs(of: run)) AND state IN ('ready', 'running', 'paused')
      RETURNING state, unique_key)
    UPDATE product_picture SET state = 'failed',
      reason = 'The import was cancelled before its turn came.'
    WHERE client_id = current_client() AND state = 'pending' AND id = ANY (ARRAY(
      SELECT substr(unique_key, 9)::uuid FROM dropped WHERE state = 'cancelled'))
    """
  }

  /// By their keys, which are gathered first: each is looked up in its index then.
  private static func pictureJobs(of run: ImportID) -> Clause {
    """
    client_id = current_client() AND kind = \(FetchPicture.kind) AND unique_key = ANY (ARRAY(
      SELECT 'picture/' || pp.id FROM product p
      JOIN product_picture pp ON pp.client_id = p.client_id AND pp.product_id = p.id
      WHERE p.client_id = current_client() AND p.last_import = \(run) AND pp.removed_at IS NULL
        AND (pp.state = 'pending' OR pp.fetched_url IS DISTINCT FROM pp.source_url)))
    """
  }
}
