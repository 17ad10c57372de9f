const fs = require('fs');

const stream = fs.createWriteStream('/var/log/shop/logins.log', { flags: 'a' });

exports.failedLogin = (email, ip) => {
  console.warn(`${new Date().toISOString()} failed login for ${email} from ${ip}`);
};

exports.close = () => stream.end();
