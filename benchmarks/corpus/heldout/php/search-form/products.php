<?php

function findProducts(string $query): array
{
    $all = json_decode(file_get_contents(__DIR__ . '/products.json'), true);
    return array_values(array_filter($all, fn ($product) => stripos($product['name'], $query) !== false));
}
