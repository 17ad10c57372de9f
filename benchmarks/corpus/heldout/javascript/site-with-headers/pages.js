const { Router } = require('express');

const pages = Router();
pages.get('/', (req, res) => res.render('home', { title: 'Shop' }));

module.exports = pages;
