const express = require('express');
const invoices = require('./invoices');

const router = express.Router();

router.get('/invoices', async (req, res, next) => {
  try {
    const page = Math.max(parseInt(req.query.page, 10) || 1, 1);
    res.json(await invoices.list(req.user.id, page, req.query.sort));
  } catch (error) {
    next(error);
  }
});

module.exports = router;
