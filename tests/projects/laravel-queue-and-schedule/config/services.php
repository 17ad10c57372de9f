<?php

return [
    'courier' => ['url' => env('COURIER_URL', 'https://courier.example'), 'token' => env('COURIER_TOKEN')],
];
