// Gives the template each state machine's definition as text. As an object it would lose every `null`, which CloudFormation
// does not allow in a template, and in Amazon States Language `"ResultPath": null` has a meaning of its own.
// `${file(./plugins/state-machines.cjs):ingest-readings}` is the text of statemachines/ingest-readings.asl.json.

const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const folder = join(__dirname, "..", "statemachines");
const ending = ".asl.json";

function definitionText(file) {
  const text = readFileSync(join(folder, file), "utf8");
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    throw new Error(`statemachines/${file} is not JSON: ${error.message}`);
  }
}

const files = readdirSync(folder).filter((file) => file.endsWith(ending));
module.exports = Object.fromEntries(
  files.map((file) => [file.slice(0, -ending.length), definitionText(file)]),
);
