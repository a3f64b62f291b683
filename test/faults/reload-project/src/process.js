// Writes down which records it was given, and by which state of the project.
const { appendFileSync } = require("node:fs");

const handlerEdit = 0;

exports.handler = async ({ machine, records }) => {
  const numbers = records.map(({ data }) => Number(Buffer.from(data, "base64").toString()));
  const entry = {
    handler: handlerEdit,
    machine,
    template: Number(process.env.TEMPLATE_EDIT),
    at: Date.now(),
    numbers,
  };
  appendFileSync(process.env.LEDGER, `${JSON.stringify(entry)}\n`);
};
