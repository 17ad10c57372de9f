<?php

declare(strict_types=1);

use Guestbook\Page;

require __DIR__ . '/../vendor/autoload.php';

$page = (new Page('en'))->render([['name' => '<Ann>', 'message' => 'Hello & welcome', 'signed' => '2026-03-01 12:00:00+00']]);
foreach (['&lt;Ann&gt;', 'Hello &amp; welcome', 'Mar 1, 2026'] as $expected) {
    if (!str_contains($page, $expected)) {
        fwrite(STDERR, "missing: $expected in $page\n");
        exit(1);
    }
}
echo "ok\n";
