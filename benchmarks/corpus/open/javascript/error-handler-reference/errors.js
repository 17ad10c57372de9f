const { randomUUID } = require('crypto');
const logger = require('./logger');

function notFound(req, res) {
  res.status(404).json({ error: 'not found' });
}

function failed(error, req, res, next) {
  if (res.headersSent) {
    return next(error);
  }
  const reference = randomUUID();
  logger.error({ reference, stack: error.stack }, 'request failed');
  res.status(error.status || 500).json({ error: 'something went wrong', reference });
}

module.exports = { notFound, failed };
