<?php

use Illuminate\Support\Facades\Schedule;

// Schedule::command('inspire')->hourly();
Schedule::command('orders:close')->daily();
