<?php

require __DIR__ . '/MemberRepository.php';

use Shop\Members\MemberRepository;

$repository = new MemberRepository(new PDO(getenv('DSN'), getenv('DB_USER'), getenv('DB_PASSWORD')));
header('Content-Type: application/json');
echo json_encode($repository->search($_GET['name'] ?? '', $_GET['order'] ?? 'asc'));
