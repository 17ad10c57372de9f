<?php
$app->get('/healthz', fn ($request, $response) => $response);
new PDO('pgsql:host=' . $_ENV['DB_HOST'] . ';dbname=api', $_ENV['DB_USER'] ?? 'api', $_ENV['DB_PASSWORD']);
