<?php

require_once __DIR__ . '/products.php';

function e(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

$query = trim($_GET['q'] ?? '');
$products = findProducts($query);
?>
<!doctype html>
<form><input name="q" value="<?= e($query) ?>"><button>Search</button></form>
<ul>
<?php foreach ($products as $product): ?>
  <li><?= e($product['name']) ?></li>
<?php endforeach; ?>
</ul>
