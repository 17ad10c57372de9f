<?php

class SavedFilters
{
    public function load(): array
    {
        $raw = $_COOKIE['filters'] ?? '';
        if ($raw === '') {
            return [];
        }
        return unserialize(base64_decode($raw)) ?: [];
    }

    public function save(array $filters): void
    {
        setcookie('filters', base64_encode(serialize($filters)), ['secure' => true, 'httponly' => true, 'samesite' => 'Lax']);
    }
}
