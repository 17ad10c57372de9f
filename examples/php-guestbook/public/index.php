<?php

declare(strict_types=1);

use Guestbook\Guestbook;
use Guestbook\Page;

require __DIR__ . '/../vendor/autoload.php';

$path = parse_url($_SERVER['REQUEST_URI'] ?? '/', PHP_URL_PATH);

if ($path === '/health') {
    header('Content-Type: text/plain');
    echo 'ok';
    exit;
}
if ($path !== '/') {
    http_response_code(404);
    header('Content-Type: text/plain');
    echo 'not found';
    exit;
}

$book = Guestbook::connect(getenv());
if (($_SERVER['REQUEST_METHOD'] ?? 'GET') === 'POST') {
    $book->sign((string) ($_POST['name'] ?? ''), (string) ($_POST['message'] ?? ''));
    header('Location: /', true, 303);
    exit;
}
echo (new Page(getenv('BOOK_LOCALE') ?: 'en'))->render($book->entries());
