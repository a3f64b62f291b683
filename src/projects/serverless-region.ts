// The region that a service of the Serverless Framework is for, as far as its file tells without the framework: ARNs that the file
// writes out are of that region, so the region that it comes up in has to be that one.

import { isRegionName } from "../aws/arn.ts";
import { isJsonObject, type Json } from "../aws/json.ts";

/** What variables refer to beside the file itself. */
export interface VariableSources {
  readonly stage: string | undefined;
  /** The one that the framework is told counts before what the file says. */
  readonly region: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/** What the framework takes where the file says nothing. */
const defaults: Readonly<Record<string, string>> = {
  "provider.stage": "dev",
  "provider.region": "us-east-1",
};
/** Variables may refer to each other in a circle. */
const mostVariables = 100;
/** Stands in a text for what only the framework can tell. */
const unknown = "\0";

/** Undefined where only the framework can tell. */
export function serverlessRegion(
  configuration: Json | undefined,
  sources: VariableSources,
): string | undefined {
  if (sources.region !== undefined || configuration === undefined) return sources.region;
  const region = new Variables(configuration, sources).at("provider.region");
  return region !== undefined && isRegionName(region) ? region : undefined;
}

/** Of a configuration that is a program: the first region that it writes out, for which it may have variables. */
export function regionInProgram(text: string): Json | undefined {
  const [, , region] = /\bregion\b["']?\s*:\s*(["'`])((?:(?!\1).)+)\1/.exec(text) ?? [];
  return region === undefined ? undefined : { provider: { region } };
}

class Variables {
  readonly #configuration: Json | undefined;
  readonly #sources: VariableSources;
  #left = mostVariables;

  constructor(configuration: Json | undefined, sources: VariableSources) {
    this.#configuration = configuration;
    this.#sources = sources;
  }

  at(path: string): string | undefined {
    let value = this.#configuration;
    for (const key of path.split(".")) {
      value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }
    return this.#resolved(value ?? defaults[path]);
  }

  /** Variables stand within variables: the innermost come first. */
  #resolved(value: Json | undefined): string | undefined {
    if (typeof value !== "string") return undefined;
    let text = value;
    for (;;) {
      const [variable, alternatives = ""] = /\$\{([^${}]*)\}/.exec(text) ?? [];
      if (variable === undefined) return text.includes(unknown) ? undefined : text;
      if (this.#left === 0) return undefined;
      this.#left -= 1;
      const found = this.#first(alternatives);
      text = text.replace(variable, () => found ?? unknown);
    }
  }

  #first(alternatives: string): string | undefined {
    for (const alternative of alternatives.split(",")) {
      const found = this.#valueOf(alternative.trim());
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #valueOf(alternative: string): string | undefined {
    const [, , quoted] = /^(['"])(.*)\1$/.exec(alternative) ?? [];
    if (quoted !== undefined) return quoted;
    const [, source, name = ""] = /^(\w+):(.*)$/.exec(alternative) ?? [];
    const { stage, environment } = this.#sources;
    if (source === "self") return this.at(name);
    if (source === "env") return environment[name];
    if (alternative === "opt:stage") return stage;
    if (alternative === "sls:stage") return stage ?? this.at("provider.stage");
    return isRegionName(alternative) ? alternative : undefined;
  }
}
