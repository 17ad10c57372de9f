const HEAD = '<meta charset="utf-8"><link rel="stylesheet" href="/site.css">';

exports.layout = (title, body) => ['<!doctype html>', HEAD, `<title>${title}</title>`, '<main>', body, '</main>'].join('\n');
