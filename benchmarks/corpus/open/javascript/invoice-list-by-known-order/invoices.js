const { Pool } = require('pg');

const pool = new Pool();
const PAGE_SIZE = 50;
const ORDERS = new Map([
  ['newest', 'issued_on DESC'],
  ['oldest', 'issued_on ASC'],
  ['total', 'total DESC'],
]);

async function list(ownerId, page, sort) {
  const order = ORDERS.get(sort) ?? 'issued_on DESC';
  const offset = (page - 1) * PAGE_SIZE;
  const sql = `SELECT id, total, issued_on FROM invoices WHERE owner_id = $1 ORDER BY ${order} LIMIT ${PAGE_SIZE} OFFSET ${offset}`;
  const { rows } = await pool.query(sql, [ownerId]);
  return rows;
}

module.exports = { list };
