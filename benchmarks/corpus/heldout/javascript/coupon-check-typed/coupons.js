const express = require('express');
const mongoose = require('mongoose');

const Coupon = mongoose.model('Coupon', new mongoose.Schema({ code: String, percent: Number, used: Boolean }));
const router = express.Router();

router.use(express.json());

router.post('/coupons/check', async (req, res) => {
  const { code, total } = req.body;
  if (typeof code !== 'string' || typeof total !== 'number') {
    return res.status(400).json({ error: 'code and total, please' });
  }
  const coupon = await Coupon.findOne({ code, used: false });
  if (!coupon) {
    return res.status(404).json({ error: 'unknown coupon' });
  }
  res.json({ total: total * (1 - coupon.percent / 100) });
});

module.exports = router;
