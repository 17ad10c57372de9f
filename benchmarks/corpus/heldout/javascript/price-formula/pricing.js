const express = require('express');

const router = express.Router();

function evaluate(formula, variables) {
  const names = Object.keys(variables);
  const compute = new Function(...names, `return (${formula});`);
  return compute(...names.map((name) => variables[name]));
}

router.post('/pricing/preview', express.json(), (req, res) => {
  const { formula, quantity, price } = req.body;
  try {
    res.json({ total: evaluate(formula, { quantity: Number(quantity), price: Number(price) }) });
  } catch (error) {
    res.status(422).json({ error: 'the formula cannot be computed' });
  }
});

module.exports = router;
