<?php

namespace App\Http\Controllers;

use Illuminate\Http\Request;

class PdfController extends Controller
{
    public function export(Request $request)
    {
        $size = $request->input('size', 'A4');
        $target = storage_path('exports/' . uniqid() . '.pdf');
        $command = sprintf('wkhtmltopdf --page-size %s %s %s', $size, route('invoice'), $target);
        exec($command, $output, $code);
        abort_if($code !== 0, 500);
        return response()->download($target);
    }
}
