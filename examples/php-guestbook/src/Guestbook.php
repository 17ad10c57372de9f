<?php

declare(strict_types=1);

namespace Guestbook;

use PDO;

final class Guestbook
{
    public function __construct(private readonly PDO $database)
    {
    }

    /** @param array<string, string> $environment */
    public static function connect(array $environment): self
    {
        $host = getenv('DB_HOST') ?: '127.0.0.1';
        $port = getenv('DB_PORT') ?: '5432';
        $name = getenv('DB_NAME') ?: 'guestbook';

        return new self(new PDO(
            "pgsql:host=$host;port=$port;dbname=$name",
            getenv('DB_USER') ?: 'guestbook',
            getenv('DB_PASSWORD') ?: '',
            [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC],
        ));
    }

    public function prepare(): void
    {
        $this->database->exec('CREATE TABLE IF NOT EXISTS entries (id SERIAL PRIMARY KEY, name TEXT NOT NULL, message TEXT NOT NULL, signed TIMESTAMPTZ NOT NULL DEFAULT now())');
    }

    public function sign(string $name, string $message): void
    {
        if (trim($name) === '' || trim($message) === '') {
            return;
        }
        $this->database->prepare('INSERT INTO entries (name, message) VALUES (?, ?)')->execute([trim($name), trim($message)]);
    }

    /** @return list<array{name: string, message: string, signed: string}> */
    public function entries(): array
    {
        return $this->database->query('SELECT name, message, signed FROM entries ORDER BY id DESC LIMIT 50')->fetchAll();
    }
}
