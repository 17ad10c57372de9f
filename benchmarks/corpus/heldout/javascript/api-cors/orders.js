const { Router } = require('express');

const orders = Router();
orders.get('/', (req, res) => res.json(req.session.orders || []));

module.exports = orders;
