// Functions of hostile handlers in Node.js and Python, asked again and again while another function has to answer.

import { attack, create, freshName, invoke, type Made, must, text, unless, well } from "./function-calls.ts";

/** A bystander answers after each of its invocations, whose answers fit. */
export const handler = (name: string, source: string, ends: RegExp, made: Made = {}, times = 2) =>
  attack(name, async (target) => {
    const [function_, bystander] = [freshName("handler"), freshName("bystander")];
    must(await create(target, bystander, well), "CreateFunction");
    must(await create(target, function_, source, made), "CreateFunction");
    for (let time = 0; time < times; time++) {
      const answer = await invoke(target, function_);
      if (answer.status !== 200 || !ends.test(answer.body)) return unless(false, answer);
      const other = await invoke(target, bystander);
      if (other.body !== '"well"') return `another function: ${unless(false, other)}`;
    }
    return undefined;
  });

export const node = (name: string, body: string, ends: RegExp, made?: Made) =>
  handler(name, `export const handler = async (event, context) => {\n${body}\n};`, ends, made);
export const python = (name: string, body: string, ends: RegExp, more: object = {}) =>
  handler(`${name} (Python)`, "", ends, {
    files: {
      "index.py": text(`import os, sys, time\ndef handler(event, context):\n${body.replace(/^/gm, "  ")}\n`),
    },
    more: { Runtime: "python3.12", ...more },
  });
export const variables = (Variables: object, files: Made["files"] = {}): Made => ({
  files,
  more: { Environment: { Variables } },
});
export const isWell = /^"well"$/;
