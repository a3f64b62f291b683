exports.handler = async (records) => ({ count: records.length });
