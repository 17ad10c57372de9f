const express = require('express');
const merge = require('./merge');
const DEFAULTS = { theme: 'light', mail: { weekly: true } };

const router = express.Router();

router.put('/preferences', express.json(), (req, res) => {
  req.session.preferences = merge(structuredClone(DEFAULTS), req.body);
  res.json(req.session.preferences);
});

module.exports = router;
