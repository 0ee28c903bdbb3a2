/* The signed-in product list as a C program: what libfcgi and libpq can do on this machine.
 *
 * It does what Epox does for the page: the session is looked up by the hash of its cookie, then
 * the list, the categories and the total are read in one pipeline with the account set for
 * row-level security, and every text is escaped into one buffer. Statements and the page around
 * the list come from files that bench.py writes from Epox's own sources and its own page.
 */
#include <fcgiapp.h>
#include <libpq-fe.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS = 32, HOLES = 64 };

typedef struct {
  char *bytes;
  size_t count, room;
} Page;

typedef struct {
  const char *text;
  size_t length;
  char hole[16];
} Piece;

typedef struct {
  PGresult *visitor, *lines, *categories, *total;
} Answers;

static Piece pieces[HOLES];
static int piece_count;
static int listener;
static const char *secret;
static char *admit_sql, *page_sql, *categories_sql, *total_sql;

static void fail(const char *what) {
  fprintf(stderr, "reference: %s\n", what);
  exit(1);
}

static char *file(const char *name) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", getenv("REFERENCE_FOLDER"), name);
  FILE *input = fopen(path, "rb");
  if (!input) fail(path);
  char *text = calloc(1, 1 << 20);
  if (fread(text, 1, (1 << 20) - 1, input) == 0) fail(path);
  fclose(input);
  return text;
}

static void put_bytes(Page *page, const char *bytes, size_t count) {
  if (page->count + count > page->room) {
    page->room = (page->count + count) * 2;
    page->bytes = realloc(page->bytes, page->room);
  }
  memcpy(page->bytes + page->count, bytes, count);
  page->count += count;
}

static void put(Page *page, const char *markup) { put_bytes(page, markup, strlen(markup)); }

static void escape(Page *page, const char *text) {
  const char *start = text;
  for (; *text; text++) {
    const char *entity;
    switch (*text) {
    case '&': entity = "&amp;"; break;
    case '<': entity = "&lt;"; break;
    case '>': entity = "&gt;"; break;
    case '"': entity = "&quot;"; break;
    case '\'': entity = "&#39;"; break;
    default: continue;
    }
    put_bytes(page, start, text - start);
    put(page, entity);
    start = text + 1;
  }
  put_bytes(page, start, text - start);
}

static void put_number(Page *page, long value) {
  char digits[32];
  int count = snprintf(digits, sizeof digits, "%ld", value);
  for (int at = 0; at < count; at++) {
    if (at > 0 && (count - at) % 3 == 0) put(page, ",");
    put_bytes(page, digits + at, 1);
  }
}

static void put_money(Page *page, long minor, const char *currency) {
  char cents[8];
  if (strcmp(currency, "EUR") == 0) put(page, "€");
  else { escape(page, currency); put(page, " "); }
  put_number(page, minor / 100);
  snprintf(cents, sizeof cents, ".%02ld", minor % 100);
  put(page, cents);
}

static void put_picture(Page *page, const char *key) {
  char address[160], signed_text[320], code[32];
  unsigned char digest[16];
  long moment = (time(NULL) + 3600) / 900 * 900 + 900;
  snprintf(address, sizeof address, "/media/%.2s/%s", key, key);
  int length = snprintf(signed_text, sizeof signed_text, "%ld%s %s", moment, address, secret);
  EVP_Digest(signed_text, length, digest, NULL, EVP_md5(), NULL);
  EVP_EncodeBlock((unsigned char *)code, digest, 16);
  code[22] = 0;
  for (char *at = code; *at; at++) *at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
  put(page, "<img src=\"");
  escape(page, address);
  snprintf(signed_text, sizeof signed_text, "?e=%ld&s=%s", moment, code);
  escape(page, signed_text);
  put(page, "\" width=\"320\" height=\"320\" alt=\"\" loading=\"lazy\" decoding=\"async\">");
}

static void put_count(Page *page, const char *text, const char *status, const char *word) {
  long count = atol(text);
  if (count == 0) return;
  put(page, "<li data-status=\"");
  escape(page, status);
  put(page, "\"><span class=\"num\">");
  put_number(page, count);
  put(page, "</span> ");
  escape(page, word);
  put(page, "</li>");
}

static void put_line(Page *page, PGresult *lines, int row) {
#define COLUMN(n) PQgetvalue(lines, row, n)
  put(page, "<li><article class=\"product-card\" data-testid=\"product-card\">"
            "<a class=\"product-link\" href=\"/products/");
  escape(page, COLUMN(0));
  put(page, "\"><span class=\"mat\">");
  if (!PQgetisnull(lines, row, 7)) put_picture(page, COLUMN(7));
  put(page, "</span><span class=\"product-name\">");
  escape(page, COLUMN(1));
  put(page, "</span></a><p class=\"product-meta\">");
  if (!PQgetisnull(lines, row, 3)) {
    put(page, "<span>");
    put_money(page, atol(COLUMN(3)), COLUMN(4));
    put(page, "</span>");
  }
  if (*COLUMN(2)) {
    put(page, "<span>");
    escape(page, COLUMN(2));
    put(page, "</span>");
  }
  if (*COLUMN(6) == 't') put(page, "<span>Not in the store any more</span>");
  put(page, "</p><ul class=\"tally\" aria-label=\"Pictures\">");
  put_count(page, COLUMN(8), "generated", "generated");
  put_count(page, COLUMN(9), "approved", "approved");
  put_count(page, COLUMN(13), "synced", "published");
  put_count(page, COLUMN(10), "pending", "to review");
  put_count(page, COLUMN(12), "pending", "being made");
  put_count(page, COLUMN(11), "failed", "failed");
  if (atol(COLUMN(8)) + atol(COLUMN(11)) + atol(COLUMN(12)) == 0)
    put(page, "<li class=\"is-zero\">No generated pictures</li>");
  put(page, "</ul></article></li>");
#undef COLUMN
}

static void put_categories(Page *page, PGresult *rows, const char *parent, int depth) {
  for (int row = 0; row < PQntuples(rows); row++) {
    if (strcmp(PQgetvalue(rows, row, 4), parent) != 0) continue;
    put(page, "<option value=\"");
    escape(page, PQgetvalue(rows, row, 0));
    put(page, "\" data-testid=\"category-");
    escape(page, PQgetvalue(rows, row, 2));
    put(page, "\">");
    for (int step = 0; step < depth; step++) put(page, "\u2003");
    escape(page, PQgetvalue(rows, row, 1));
    put(page, "</option>");
    if (depth < 8) put_categories(page, rows, PQgetvalue(rows, row, 3), depth + 1);
  }
}

static void put_hole(Page *page, const char *hole, Answers *given) {
  int shown = PQntuples(given->lines) < 50 ? PQntuples(given->lines) : 50;
  if (!strcmp(hole, "csrf")) escape(page, PQgetvalue(given->visitor, 0, 6));
  if (!strcmp(hole, "name")) escape(page, PQgetvalue(given->visitor, 0, 2));
  if (!strcmp(hole, "email")) escape(page, PQgetvalue(given->visitor, 0, 3));
  if (!strcmp(hole, "account")) escape(page, PQgetvalue(given->visitor, 0, 8));
  if (!strcmp(hole, "credits")) put_number(page, atol(PQgetvalue(given->visitor, 0, 12)));
  if (!strcmp(hole, "total")) put_number(page, atol(PQgetvalue(given->total, 0, 0)));
  if (!strcmp(hole, "categories")) put_categories(page, given->categories, "", 0);
  if (!strcmp(hole, "last")) escape(page, PQgetvalue(given->lines, shown - 1, 0));
  if (!strcmp(hole, "lines"))
    for (int row = 0; row < shown; row++) put_line(page, given->lines, row);
}

/* Cuts the page into fixed pieces and holes: text{{hole}}text… */
static void read_template(char *text) {
  while (piece_count < HOLES) {
    Piece *piece = &pieces[piece_count++];
    char *hole = strstr(text, "{{"), *end = hole ? strstr(hole, "}}") : NULL;
    piece->text = text;
    piece->length = hole ? (size_t)(hole - text) : strlen(text);
    if (!hole || !end) return;
    snprintf(piece->hole, sizeof piece->hole, "%.*s", (int)(end - hole - 2), hole + 2);
    text = end + 2;
  }
}

static void prepare(PGconn *db, const char *name, const char *sql) {
  PGresult *result = PQprepare(db, name, sql, 0, NULL);
  if (PQresultStatus(result) != PGRES_COMMAND_OK) fail(PQerrorMessage(db));
  PQclear(result);
}

static PGconn *connected(void) {
  PGconn *db = PQconnectdb(getenv("EPOX_DATABASE_APP"));
  if (PQstatus(db) != CONNECTION_OK) fail(PQerrorMessage(db));
  prepare(db, "admit", admit_sql);
  prepare(db, "begin", "BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ");
  prepare(db, "account", "SELECT set_config('epox.client_id', $1, true)");
  prepare(db, "page", page_sql);
  prepare(db, "categories", categories_sql);
  prepare(db, "total", total_sql);
  prepare(db, "commit", "COMMIT");
  return db;
}

/* The session of the cookie, or NULL. */
static PGresult *admitted(PGconn *db, const char *cookies) {
  const char *token = cookies ? strstr(cookies, "epox=") : NULL;
  if (!token) return NULL;
  token += 5;
  unsigned char digest[SHA256_DIGEST_LENGTH];
  char hash[3 + 2 * SHA256_DIGEST_LENGTH] = "\\x";
  SHA256((const unsigned char *)token, strcspn(token, "; "), digest);
  for (int at = 0; at < SHA256_DIGEST_LENGTH; at++) sprintf(hash + 2 + 2 * at, "%02x", digest[at]);
  const char *values[] = {hash};
  PGresult *visitor = PQexecPrepared(db, "admit", 1, values, NULL, NULL, 0);
  if (PQresultStatus(visitor) == PGRES_TUPLES_OK && PQntuples(visitor) == 1) return visitor;
  PQclear(visitor);
  return NULL;
}

static PGresult *next(PGconn *db) {
  PGresult *result = PQgetResult(db);
  ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(PQerrorMessage(db));
  PQclear(PQgetResult(db));
  return result;
}

static void read_all(PGconn *db, Answers *given) {
  const char *account[] = {PQgetvalue(given->visitor, 0, 7)};
  PQenterPipelineMode(db);
  PQsendQueryPrepared(db, "begin", 0, NULL, NULL, NULL, 0);
  PQsendQueryPrepared(db, "account", 1, account, NULL, NULL, 0);
  PQsendQueryPrepared(db, "page", 0, NULL, NULL, NULL, 0);
  PQsendQueryPrepared(db, "categories", 0, NULL, NULL, NULL, 0);
  PQsendQueryPrepared(db, "total", 0, NULL, NULL, NULL, 0);
  PQsendQueryPrepared(db, "commit", 0, NULL, NULL, NULL, 0);
  PQpipelineSync(db);
  PQclear(next(db));
  PQclear(next(db));
  given->lines = next(db);
  given->categories = next(db);
  given->total = next(db);
  PQclear(next(db));
  PQclear(PQgetResult(db));
  PQexitPipelineMode(db);
}

static void answer(FCGX_Request *request, PGconn *db, Page *page) {
  Answers given = {admitted(db, FCGX_GetParam("HTTP_COOKIE", request->envp))};
  if (!given.visitor) {
    FCGX_PutS("Status: 303\r\nLocation: /login\r\n\r\n", request->out);
    return;
  }
  read_all(db, &given);
  page->count = 0;
  for (int at = 0; at < piece_count; at++) {
    put_bytes(page, pieces[at].text, pieces[at].length);
    put_hole(page, pieces[at].hole, &given);
  }
  FCGX_FPrintF(request->out,
    "Status: 200\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
    "Content-Length: %d\r\n\r\n", (int)page->count);
  FCGX_PutStr(page->bytes, page->count, request->out);
  PQclear(given.visitor);
  PQclear(given.lines);
  PQclear(given.categories);
  PQclear(given.total);
}

static void *serve(void *unused) {
  static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
  PGconn *db = connected();
  Page page = {0};
  FCGX_Request request;
  FCGX_InitRequest(&request, listener, 0);
  while (1) {
    int is_new = request.ipcFd < 0;
    if (is_new) pthread_mutex_lock(&turn);
    int taken = FCGX_Accept_r(&request);
    if (is_new) pthread_mutex_unlock(&turn);
    if (taken < 0) continue;
    answer(&request, db, &page);
    FCGX_Finish_r(&request);
  }
  return unused;
}

int main(void) {
  pthread_t crew[THREADS];
  secret = getenv("EPOX_MEDIA_SECRET");
  admit_sql = file("admit.sql");
  page_sql = file("page.sql");
  categories_sql = file("categories.sql");
  total_sql = file("total.sql");
  read_template(file("template.html"));
  FCGX_Init();
  signal(SIGTERM, SIG_DFL); /* libfcgi would only make a note of it */
  listener = FCGX_OpenSocket(getenv("REFERENCE_SOCKET"), 512);
  for (int at = 0; at < THREADS; at++) pthread_create(&crew[at], NULL, serve, NULL);
  for (int at = 0; at < THREADS; at++) pthread_join(crew[at], NULL);
}
