const express = require('express');
const path = require('path');
const pages = require('./pages');

const app = express();
app.set('view engine', 'ejs');
app.set('views', path.join(__dirname, 'views'));
app.use(express.static('public'));
app.use('/', pages);

app.listen(process.env.PORT || 8080);
