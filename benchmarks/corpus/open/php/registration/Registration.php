<?php

class Registration
{
    private PDO $pdo;

    public function __construct(PDO $pdo)
    {
        $this->pdo = $pdo;
    }

    public function register(string $email, string $password): void
    {
        $statement = $this->pdo->prepare('INSERT INTO users (email, password) VALUES (?, ?)');
        $statement->execute([$email, sha1($password)]);
    }
}
