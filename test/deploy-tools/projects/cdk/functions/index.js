exports.handler = async (event) => ({ text: `hello ${event.name}` });
