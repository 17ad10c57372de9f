<?php
// $old = pg_connect('host=old');
$db = new mysqli(getenv('DB_HOST') ?: 'localhost', getenv('DB_USER'), getenv('DB_PASSWORD'), 'shop');
