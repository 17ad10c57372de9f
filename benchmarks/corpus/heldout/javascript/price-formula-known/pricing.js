const express = require('express');

const router = express.Router();

const FORMULAS = {
  linear: 'quantity * price',
  bulk: 'quantity >= 10 ? quantity * price * 0.9 : quantity * price',
};

function evaluate(formula, variables) {
  const names = Object.keys(variables);
  const compute = new Function(...names, `return (${formula});`);
  return compute(...names.map((name) => variables[name]));
}

router.post('/pricing/preview', express.json(), (req, res) => {
  const { formula, quantity, price } = req.body;
  if (!Object.hasOwn(FORMULAS, formula)) {
    return res.status(422).json({ error: 'no such formula' });
  }
  res.json({ total: evaluate(FORMULAS[formula], { quantity: Number(quantity), price: Number(price) }) });
});

module.exports = router;
