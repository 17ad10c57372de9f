const logger = require('./logger');

function notFound(req, res) {
  res.status(404).json({ error: 'not found' });
}

function failed(error, req, res, next) {
  if (res.headersSent) {
    return next(error);
  }
  logger.error(error);
  res.status(error.status || 500).json({ error: error.message, details: error.stack });
}

module.exports = { notFound, failed };
