<?php

namespace App\Controller;

use Symfony\Component\Routing\Attribute\Route;

#[Route('/monitoring')]
final class Monitoring
{
    #[Route('/health', methods: ['GET'])]
    public function health(): Response
    {
    }
}
