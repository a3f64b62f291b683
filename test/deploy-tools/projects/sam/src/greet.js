exports.handler = async (event) => ({ text: `${process.env.GREETING} ${event.name}` });
