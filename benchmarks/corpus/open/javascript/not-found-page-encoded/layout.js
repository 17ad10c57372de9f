const HEAD = '<meta charset="utf-8"><link rel="stylesheet" href="/site.css">';
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

exports.encode = (text) => String(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);

exports.layout = (title, body) => ['<!doctype html>', HEAD, `<title>${title}</title>`, '<main>', body, '</main>'].join('\n');
