<?php

$page = $_GET['page'] ?? 'home';
$title = ucfirst(basename($page));

require __DIR__ . '/layout/header.php';
include 'pages/' . $page . '.php';
require __DIR__ . '/layout/footer.php';
