<?php
// The signed-in product list in PHP, as a good PHP programmer would write it for speed: one
// persistent connection a process, prepared statements, no framework. The same statements, the
// same page. PHP's libpq has no pipelines, so the list takes a round trip a statement.

require getenv('REFERENCE_FOLDER') . '/values.php';

const STATEMENTS = ['admit', 'page', 'categories', 'total'];

function prepare($db): void
{
    pg_query($db, "SET TIME ZONE 'UTC'");
    foreach (STATEMENTS as $name) {
        pg_prepare($db, $name, file_get_contents(getenv('REFERENCE_FOLDER') . "/$name.sql"));
    }
}

function admit($db, string $token): ?array
{
    $values = ['\x' . hash('sha256', $token)];
    $answer = @pg_execute($db, 'admit', $values);
    if ($answer === false) {
        prepare($db);
        $answer = pg_execute($db, 'admit', $values);
    }
    return pg_fetch_row($answer) ?: null;
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
    if ($line[6] === 't') {
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

$db = pg_pconnect(getenv('EPOX_DATABASE_APP'));
$visitor = admit($db, $_COOKIE['epox'] ?? '');
if ($visitor === null) {
    header('Location: /login', true, 303);
    exit;
}
pg_query($db, 'BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ; '
    . "SELECT set_config('epox.client_id', " . pg_escape_literal($db, $visitor[7]) . ', true)');
$lines = pg_fetch_all(pg_execute($db, 'page', PAGE_VALUES), PGSQL_NUM);
$categories = pg_fetch_all(pg_execute($db, 'categories', []), PGSQL_NUM);
$total = (int) pg_fetch_result(pg_execute($db, 'total', ['10001']), 0, 0);
pg_query($db, 'COMMIT');

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
