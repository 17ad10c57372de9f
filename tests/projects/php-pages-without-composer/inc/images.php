<?php
$thumbnail = imagecreatetruecolor(100, 100);
