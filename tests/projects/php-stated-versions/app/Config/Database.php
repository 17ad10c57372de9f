<?php
$default = [
    'DBDriver' => 'MySQLi',
];
