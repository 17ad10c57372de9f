<?php

// Symfony reads this file instead of .env: nothing is set here, so the container's environment alone decides.
return [];
