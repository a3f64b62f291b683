export const pythonBootstrap = "";
