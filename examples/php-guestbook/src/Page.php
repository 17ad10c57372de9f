<?php

declare(strict_types=1);

namespace Guestbook;

use DateTimeImmutable;
use IntlDateFormatter;

final class Page
{
    public function __construct(private readonly string $locale)
    {
    }

    /** @param list<array{name: string, message: string, signed: string}> $entries */
    public function render(array $entries): string
    {
        $dates = new IntlDateFormatter($this->locale, IntlDateFormatter::MEDIUM, IntlDateFormatter::NONE);
        $rows = array_map(
            fn (array $entry): string => sprintf(
                '<li><b>%s</b> (%s): %s</li>',
                htmlspecialchars($entry['name']),
                htmlspecialchars((string) $dates->format(new DateTimeImmutable($entry['signed']))),
                htmlspecialchars($entry['message']),
            ),
            $entries,
        );

        return '<!doctype html><title>Guestbook</title><h1>Guestbook</h1><ul>' . implode('', $rows) . '</ul>'
            . '<form method="post"><input name="name"><input name="message"><button>Sign</button></form>';
    }
}
