const express = require('express');
const cors = require('cors');
const orders = require('./orders');

const api = express();

api.use(cors({
  origin: (origin, done) => done(null, origin),
  credentials: true,
  methods: ['GET', 'POST'],
}));
api.use('/orders', orders);

module.exports = api;
