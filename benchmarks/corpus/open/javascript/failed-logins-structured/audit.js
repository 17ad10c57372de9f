const pino = require('pino');

const logger = pino({ name: 'logins' });

exports.failedLogin = (email, ip) => {
  logger.warn({ email, ip }, 'failed login');
};
