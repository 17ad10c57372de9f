<?php
require 'inc/db.php';
