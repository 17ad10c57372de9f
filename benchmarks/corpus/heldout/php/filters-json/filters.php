<?php

class SavedFilters
{
    public function load(): array
    {
        $raw = $_COOKIE['filters'] ?? '';
        if ($raw === '') {
            return [];
        }
        return json_decode(base64_decode($raw), true) ?: [];
    }

    public function save(array $filters): void
    {
        setcookie('filters', base64_encode(json_encode($filters)), ['secure' => true, 'httponly' => true, 'samesite' => 'Lax']);
    }
}
