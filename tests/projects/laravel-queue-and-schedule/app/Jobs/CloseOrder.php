<?php

namespace App\Jobs;

use Illuminate\Contracts\Queue\ShouldQueue;

final class CloseOrder implements ShouldQueue
{
}
