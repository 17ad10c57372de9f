const { Pool } = require('pg');

const pool = new Pool();
const PAGE_SIZE = 50;

async function list(ownerId, page, sort = 'issued_on DESC') {
  const offset = (page - 1) * PAGE_SIZE;
  const sql = `SELECT id, total, issued_on FROM invoices WHERE owner_id = $1 ORDER BY ${sort} LIMIT ${PAGE_SIZE} OFFSET ${offset}`;
  const { rows } = await pool.query(sql, [ownerId]);
  return rows;
}

module.exports = { list };
