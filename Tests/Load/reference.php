<?php
// The signed-in product list in PHP without a framework: the same statements, the same page.
//
// /products       PDO with a persistent connection: what most PHP does
// /products?kept  statements prepared once a connection: as fast as PHP gets
//
// PHP's libpq has no pipelines, so the list takes a round trip a statement.

const STATEMENTS = ['admit', 'page', 'categories', 'total'];
const BEGIN = 'BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ';

function sql(string $name): string
{
    return file_get_contents(getenv('REFERENCE_FOLDER') . "/$name.sql");
}

/** Statements that live as long as the connection. */
final class Kept
{
    private $db;

    public function __construct()
    {
        $this->db = pg_pconnect(getenv('EPOX_DATABASE_APP'));
    }

    public function rows(string $name, array $values): array
    {
        $answer = @pg_execute($this->db, $name, $values);
        if ($answer === false) {
            foreach (STATEMENTS as $statement) {
                pg_prepare($this->db, $statement, sql($statement));
            }
            $answer = pg_execute($this->db, $name, $values);
        }
        return pg_fetch_all($answer, PGSQL_NUM);
    }

    public function begin(string $account): void
    {
        $value = pg_escape_literal($this->db, $account);
        pg_query($this->db, BEGIN . "; SELECT set_config('epox.client_id', $value, true)");
    }

    public function commit(): void
    {
        pg_query($this->db, 'COMMIT');
    }
}

/** PDO as it comes. */
final class Usual
{
    private PDO $db;

    public function __construct()
    {
        $name = 'pgsql:' . preg_replace('/ (\w+=)/', ';$1', getenv('EPOX_DATABASE_APP'));
        $this->db = new PDO($name, null, null, [PDO::ATTR_PERSISTENT => true]);
    }

    public function rows(string $name, array $values): array
    {
        $statement = $this->db->prepare(preg_replace('/\$\d+/', '?', sql($name)));
        $statement->execute($values);
        return $statement->fetchAll(PDO::FETCH_NUM);
    }

    public function begin(string $account): void
    {
        $this->db->exec(BEGIN);
        $this->db->prepare("SELECT set_config('epox.client_id', ?, true)")->execute([$account]);
    }

    public function commit(): void
    {
        $this->db->exec('COMMIT');
    }
}

function e(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES);
}

function money(int $minor, string $currency): string
{
    return ($currency === 'EUR' ? '€' : "$currency ") . number_format($minor / 100, 2);
}

function picture(string $key): string
{
    $moment = intdiv(time() + 3600, 900) * 900 + 900;
    $address = '/media/' . substr($key, 0, 2) . "/$key";
    $digest = md5("$moment$address " . getenv('EPOX_MEDIA_SECRET'), true);
    $code = rtrim(strtr(base64_encode($digest), '+/', '-_'), '=');
    return '<img src="' . e("$address?e=$moment&s=$code")
        . '" width="320" height="320" alt="" loading="lazy" decoding="async">';
}

function counted(int $count, string $status, string $word): string
{
    return $count === 0 ? '' : '<li data-status="' . e($status) . '"><span class="num">'
        . number_format($count) . '</span> ' . e($word) . '</li>';
}

function card(array $line): string
{
    $html = '<li><article class="product-card" data-testid="product-card">'
        . '<a class="product-link" href="/products/' . e($line[0]) . '"><span class="mat">'
        . ($line[7] === null ? '' : picture($line[7]))
        . '</span><span class="product-name">' . e($line[1]) . '</span></a>'
        . '<p class="product-meta">';
    if ($line[3] !== null) {
        $html .= '<span>' . e(money((int) $line[3], $line[4])) . '</span>';
    }
    if ($line[2] !== '') {
        $html .= '<span>' . e($line[2]) . '</span>';
    }
    if ($line[6] === true || $line[6] === 't') {
        $html .= '<span>Not in the store any more</span>';
    }
    $html .= '</p><ul class="tally" aria-label="Pictures">'
        . counted((int) $line[8], 'generated', 'generated')
        . counted((int) $line[9], 'approved', 'approved')
        . counted((int) $line[13], 'synced', 'published')
        . counted((int) $line[10], 'pending', 'to review')
        . counted((int) $line[12], 'pending', 'being made')
        . counted((int) $line[11], 'failed', 'failed');
    if ($line[8] + $line[11] + $line[12] == 0) {
        $html .= '<li class="is-zero">No generated pictures</li>';
    }
    return $html . '</ul></article></li>';
}

function options(array $children, string $parent, int $depth): string
{
    $html = '';
    foreach ($children[$parent] ?? [] as $row) {
        $html .= '<option value="' . e($row[0]) . '" data-testid="category-' . e($row[2]) . '">'
            . str_repeat("\u{2003}", $depth) . e($row[1]) . '</option>'
            . options($children, $row[3], $depth + 1);
    }
    return $html;
}

$db = isset($_GET['kept']) ? new Kept() : new Usual();
$visitor = $db->rows('admit', ['\x' . hash('sha256', $_COOKIE['epox'] ?? '')])[0] ?? null;
if ($visitor === null) {
    header('Location: /login', true, 303);
    exit;
}
$db->begin($visitor[7]);
$lines = $db->rows('page', []);
$categories = $db->rows('categories', []);
$total = (int) $db->rows('total', [])[0][0];
$db->commit();

$lines = array_slice($lines, 0, 50);
$children = [];
foreach ($categories as $row) {
    $children[$row[4] ?? ''][] = $row;
}
$holes = [
    'csrf' => e($visitor[6]), 'name' => e($visitor[2]), 'email' => e($visitor[3]),
    'account' => e($visitor[8]), 'credits' => number_format((int) $visitor[12]),
    'total' => number_format($total), 'last' => e($lines[count($lines) - 1][0]),
    'categories' => options($children, '', 0), 'lines' => implode('', array_map('card', $lines)),
];
header('Content-Type: text/html; charset=utf-8');
header('Cache-Control: no-store');
require getenv('REFERENCE_FOLDER') . '/template.php';
