<?php

namespace Shop\Members;

use PDO;

class MemberRepository
{
    private PDO $pdo;

    public function __construct(PDO $pdo)
    {
        $this->pdo = $pdo;
    }

    public function search(string $name, string $order): array
    {
        $direction = strtolower($order) === 'desc' ? 'DESC' : 'ASC';
        $sql = "SELECT id, name FROM members WHERE name LIKE '%$name%' ORDER BY name $direction";
        return $this->pdo->query($sql)->fetchAll(PDO::FETCH_ASSOC);
    }
}
