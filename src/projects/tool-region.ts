// The region that a tool will ask for, as far as its words tell, or the service that the Serverless Framework finds in the folder.

import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { writtenConfiguration } from "./serverless-places.ts";
import { frameworkPrograms, serverlessFiles } from "./serverless-project.ts";
import { regionInProgram, serverlessRegion } from "./serverless-region.ts";

/** Of a launcher, such as `npx`, the tool is one of the next words. */
const wordsOfTool = 3;

/** Undefined where neither tells. */
export function regionAskedFor(
  folder: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): string | undefined {
  const isFramework = words.slice(0, wordsOfTool).some((word) => frameworkPrograms.includes(basename(word)));
  const region = optionIn(words, isFramework ? ["--region", "-r"] : ["--region"]);
  if (region !== undefined || !isFramework) return region;
  const file =
    optionIn(words, ["--config", "-c"]) ?? serverlessFiles.find((name) => existsSync(join(folder, name)));
  if (file === undefined || !existsSync(join(folder, file))) return undefined;
  const configuration =
    writtenConfiguration(folder, file) ?? regionInProgram(readFileSync(join(folder, file), "utf8"));
  return serverlessRegion(configuration, { region, environment, stage: optionIn(words, ["--stage", "-s"]) });
}

/** `--name value` or `--name=value`; the last counts. */
function optionIn(words: readonly string[], names: readonly string[]): string | undefined {
  return words.reduce<string | undefined>((found, word, at) => {
    const [name = "", value] = word.split(/=(.*)/s, 2);
    return names.includes(name) ? (value ?? words[at + 1]) : found;
  }, undefined);
}
