<?php

use Illuminate\Support\Facades\Route;

// Route::get('/ping', fn () => 'pong');
Route::get('/orders/status', StatusController::class);
Route::withoutMiddleware(['auth'])->get(
    '/health',
    HealthController::class,
);
