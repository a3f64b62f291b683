// Handlers that mean harm: each ends its own environment at most, in its time and with AWS's error, and another function still answers.

import { spawnSync } from "node:child_process";
import { strToU8, zipSync } from "fflate";
import { confinement } from "../../../src/services/lambda/sandbox/confinement.ts";
import type { Attack, AttackClass } from "../attack.ts";
import type { Target } from "../target.ts";
import type { HostileHandler } from "./hostile-handler.ts";
import { hostileHandlers } from "./hostile-handlers.ts";
import { hostileRuby } from "./hostile-ruby.ts";

const functions = "/2015-03-31/functions";
const role = "arn:aws:iam::000000000000:role/r";
const timeoutSeconds = 3;
/** What runs out of memory may take its time, on a machine that others use. */
const memoryTimeoutSeconds = 30;

export const handlerAttacks: AttackClass = {
  name: "handlers",
  async attacks(target) {
    await create(target, "bystander", nodeModule({ source: "return 'well';" }));
    const isHere = {
      node: true,
      python: spawnSync("python3", ["--version"]).status === 0,
      ruby: spawnSync("ruby", ["--version"]).status === 0,
    };
    return (
      [...hostileHandlers, ...hostileRuby]
        .filter(({ language }) => isHere[language])
        // Where nothing holds their number, forks take the whole machine, as docs/differences.md says.
        .filter(({ name }) => confinement().processLimit !== undefined || !/^(?:a )?fork/.test(name))
        .map((handler, at) => attackOf(handler, `hostile-${at}`))
    );
  },
};

function attackOf(handler: HostileHandler, name: string): Attack {
  return {
    name: `handler: ${handler.name}`,
    async run(target) {
      const module = modules[handler.language](handler);
      const takesMemory =
        handler.ends.source.includes("OutOfMemory") && !handler.ends.source.includes("timed out");
      await create(target, name, module, takesMemory ? memoryTimeoutSeconds : timeoutSeconds);
      // A second time it meets an environment that the first has left behind.
      for (let time = 0; time < 2; time++) {
        const { status, body } = await invoke(target, name);
        if (status !== 200) return `answered ${status}: ${body.slice(0, 200)}`;
        if (!handler.ends.test(body)) return `ended otherwise: ${body.slice(0, 300)}`;
        const other = await invoke(target, "bystander");
        if (other.body !== '"well"')
          return `another function answered ${other.status}: ${other.body.slice(0, 200)}`;
      }
      await target.request("DELETE", `${functions}/${name}`);
      return undefined;
    },
  };
}

interface Module {
  readonly file: string;
  readonly text: string;
  readonly runtime: string;
}

function nodeModule({ source, atInit }: Pick<HostileHandler, "source" | "atInit">): Module {
  const text =
    atInit === true
      ? `${source}\nexport const handler = async () => "loaded";\n`
      : `export const handler = async (event, context) => {\n${source}\n};\n`;
  return { file: "index.mjs", text, runtime: "nodejs24.x" };
}

function pythonModule({ source, atInit }: HostileHandler): Module {
  const inHandler = `def handler(event, context):\n${source.replace(/^/gm, "  ")}\n`;
  const text = atInit === true ? `${source}\ndef handler(event, context): return "loaded"\n` : inHandler;
  return { file: "index.py", text, runtime: "python3.12" };
}

function rubyModule({ source }: HostileHandler): Module {
  const text = `def handler(event:, context:)\n${source}\nend\n`;
  return { file: "index.rb", text, runtime: "ruby3.4" };
}

const modules = { node: nodeModule, python: pythonModule, ruby: rubyModule };

async function create(
  target: Target,
  name: string,
  { file, text, runtime }: Module,
  timeout = timeoutSeconds,
): Promise<void> {
  const zip = Buffer.from(zipSync({ [file]: strToU8(text) })).toString("base64");
  const given = {
    ...{
      FunctionName: name,
      Runtime: runtime,
      Handler: "index.handler",
      Role: role,
      Timeout: timeout,
    },
    Code: { ZipFile: zip },
  };
  const { status, body } = await target.request("POST", functions, { body: JSON.stringify(given) });
  if (status !== 201 && status !== 409) throw new Error(`CreateFunction answered ${status}: ${body}`);
}

function invoke(target: Target, name: string) {
  return target.request("POST", `${functions}/${name}/invocations`, { body: "{}" });
}
