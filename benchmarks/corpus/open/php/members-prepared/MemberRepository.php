<?php

namespace Shop\MembersPrepared;

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
        $statement = $this->pdo->prepare("SELECT id, name FROM members WHERE name LIKE ? ORDER BY name $direction");
        $statement->execute(["%$name%"]);
        return $statement->fetchAll(PDO::FETCH_ASSOC);
    }
}
