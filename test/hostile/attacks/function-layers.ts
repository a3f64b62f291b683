// Layers that mean harm, or are meant harm: links over folders, programs in the place of extensions, a handler that takes them away.

import type { Attack } from "../attack.ts";
import type { Target } from "../target.ts";
import {
  attack,
  create,
  type Files,
  freshName,
  invoke,
  link,
  must,
  packed,
  program,
  send,
  text,
  unless,
  well,
} from "./function-calls.ts";

async function layer(target: Target, files: Files): Promise<string> {
  const path = `/2018-10-31/layers/${freshName("layer")}/versions`;
  const made = await send(target, "POST", path, { Content: { ZipFile: packed(files) } });
  must(made, "PublishLayerVersion");
  return (JSON.parse(made.body) as { readonly LayerVersionArn: string }).LayerVersionArn;
}

/** Layers one over the other. */
async function createWithLayers(
  target: Target,
  name: string,
  source: string,
  layers: readonly Files[],
): Promise<void> {
  const Layers: string[] = [];
  for (const files of layers) Layers.push(await layer(target, files));
  must(await create(target, name, source, { more: { Layers } }), "CreateFunction");
}

/** A function with these layers; `ends` is what an invocation's answer has to hold. */
export const layered = (name: string, layers: readonly Files[], ends: RegExp) =>
  attack(name, async (target) => {
    const function_ = freshName("layered");
    await createWithLayers(target, function_, well, layers);
    const answer = await invoke(target, function_);
    return unless(ends.test(answer.body), answer);
  });

const late = /Task timed out|exited|Extension/;

/** Takes away what other environments of the function have, too. */
const taking = `import { readFileSync, rmSync, writeFileSync } from "node:fs";
const ways = [() => writeFileSync("/opt/word", "changed"), () => rmSync("/opt/word"), () => rmSync("/opt", { recursive: true })];
export const handler = async () => {
  for (const way of ways) try { way(); } catch {}
  setTimeout(() => process.exit(1), 1);
  return readFileSync("/opt/word", "utf8");
};`;

export const layerAttacks: readonly Attack[] = [
  layered(
    "a layer behind another's link",
    [{ out: link("/tmp") }, { "out/behind-a-link": text("x") }],
    /Could not unzip/,
  ),
  layered(
    "a layer's link in the place of another's folder",
    [{ "a/b": text("x") }, { a: link("/") }],
    /Could not unzip/,
  ),
  layered("an extension that never registers", [{ "extensions/mute": program("sleep 60") }], late),
  layered("an extension that ends at once", [{ "extensions/brief": program("exit 3") }], late),
  layered("an extension that is no program", [{ "extensions/none": text("\0\0") }], /well|Task timed out/),
  attack("a handler that takes its layer away", async (target) => {
    const name = freshName("taking");
    await createWithLayers(target, name, taking, [{ word: text("well") }]);
    for (let time = 0; time < 3; time++) {
      const answer = await invoke(target, name);
      if (answer.body !== '"well"') return unless(false, answer);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return undefined;
  }),
];
