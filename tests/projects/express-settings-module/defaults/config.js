module.exports = {
	// port: 1,
	irc: {
		port: 6697,
	},
	port: 9000,
};
