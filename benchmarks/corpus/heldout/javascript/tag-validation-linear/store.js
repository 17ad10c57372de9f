const { knex } = require('./database');

exports.setTags = (id, tags) => knex('articles').where({ id }).update({ tags: JSON.stringify(tags) });
