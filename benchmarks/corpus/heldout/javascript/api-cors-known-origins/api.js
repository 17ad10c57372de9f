const express = require('express');
const cors = require('cors');
const orders = require('./orders');

const ORIGINS = ['https://shop.example', 'https://admin.shop.example'];
const api = express();

api.use(cors({
  origin: (origin, done) => done(null, ORIGINS.includes(origin)),
  credentials: true,
  methods: ['GET', 'POST'],
}));
api.use('/orders', orders);

module.exports = api;
