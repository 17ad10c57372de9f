<?php

require_once __DIR__ . '/products.php';

$query = trim($_GET['q'] ?? '');
$products = findProducts($query);
?>
<!doctype html>
<form><input name="q" value="<?= $query ?>"><button>Search</button></form>
<ul>
<?php foreach ($products as $product): ?>
  <li><?= htmlspecialchars($product['name'], ENT_QUOTES) ?></li>
<?php endforeach; ?>
</ul>
