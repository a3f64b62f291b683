exports.handler = async () => "packaged";
