// Loaded before all else where a region runs the sources: they come without their types, as they were kept by an earlier start. Node's own
// cache of what it has compiled would spare a little more of a start, but holds all of it in memory for as long as the process runs.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";

const sources = new URL("../src/", import.meta.url).href;
const folder = fileURLToPath(new URL("../node_modules/.cache/millrace-stripped/", import.meta.url));

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith(sources) || !url.endsWith(".ts")) return nextLoad(url, context);
    return {
      format: "module",
      source: stripped(readFileSync(fileURLToPath(url), "utf8")),
      shortCircuit: true,
    };
  },
});

/** By what it is made of, so that what is kept is never another's. */
function stripped(text) {
  const file = `${folder}${createHash("sha1").update(text).digest("base64url")}.js`;
  const kept = readIfThere(file);
  // Types become blanks, so that a text that is whole has its length.
  if (kept?.length === text.length) return kept;
  const made = stripTypeScriptTypes(text);
  keep(file, made);
  return made;
}

function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Renamed into place: others may read it meanwhile. */
function keep(file, text) {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // A folder that takes nothing costs the next start what this one did.
  }
}
