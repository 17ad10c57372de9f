<?php

const PAGES = ['home', 'about', 'contact'];

$page = $_GET['page'] ?? 'home';
if (!in_array($page, PAGES, true)) {
    http_response_code(404);
    $page = 'home';
}

require __DIR__ . '/layout/header.php';
include 'pages/' . $page . '.php';
require __DIR__ . '/layout/footer.php';
