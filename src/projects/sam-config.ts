// What a project's samconfig says of `sam deploy`: the stack's name, its parameters, and the region. Of the environments that it may
// have, the one that SAM takes if none is named.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isRegionName } from "../aws/arn.ts";
import { isJsonObject, type Json } from "../aws/json.ts";
import { readSnippet } from "../services/cloudformation/template/template-source.ts";
import type { MadeFor } from "./project.ts";

export interface SamConfig {
  readonly stackName?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly madeFor: MadeFor;
}

/** In SAM's own order. */
const files = ["samconfig.toml", "samconfig.yaml", "samconfig.yml"];
/** What holds for all commands comes after what is of one. */
const commands = ["deploy", "global"];

/** Throws TemplateError for a file that is no YAML. */
export function samConfig(folder: string): SamConfig {
  const file = files.find((name) => existsSync(join(folder, name)));
  if (file === undefined) return { parameters: {}, madeFor: {} };
  const text = readFileSync(join(folder, file), "utf8");
  const settings = file.endsWith(".toml") ? readToml(text) : readYamlSettings(text, file);
  const value = (name: string) =>
    commands.map((command) => settings.get(`default.${command}.parameters`)?.get(name)).find(Boolean) ?? [];
  const [stackName] = value("stack_name");
  const [region = ""] = value("region");
  return {
    ...(stackName === undefined ? {} : { stackName }),
    parameters: overrides(value("parameter_overrides")),
    madeFor: isRegionName(region) ? { region } : {},
  };
}

/** As they are on SAM's command line: `Name=value`, `Name="a value"` and `ParameterKey=Name,ParameterValue=value`, several in a text. */
function overrides(texts: readonly string[]): Readonly<Record<string, string>> {
  const pair = /(?:ParameterKey=)?([A-Za-z0-9]+)(?:,ParameterValue)?=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g;
  return Object.fromEntries(
    texts.flatMap((text) =>
      [...text.matchAll(pair)].map(([, name = "", value = ""]) => [name, unquoted(value)] as const),
    ),
  );
}

function unquoted(value: string): string {
  if (value.startsWith('"')) return value.slice(1, -1).replaceAll(/\\(.)/g, "$1");
  return value.startsWith("'") ? value.slice(1, -1) : value;
}

/** By table and key; a list has several texts. */
type Settings = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

function readYamlSettings(text: string, file: string): Settings {
  const root = readSnippet(text, file);
  const tables = commands.map((command) => {
    const name = `default.${command}.parameters`;
    let value: Json | undefined = root;
    for (const key of name.split(".")) value = isJsonObject(value) ? value[key] : undefined;
    const members = isJsonObject(value) ? Object.entries(value) : [];
    return [name, new Map(members.map(([key, member]) => [key, textsOf(member)]))] as const;
  });
  return new Map(tables);
}

function textsOf(value: Json): readonly string[] {
  if (isJsonObject(value))
    return Object.entries(value).map(([key, member]) => `${key}=${JSON.stringify(member)}`);
  return [value].flat().map(String);
}

/** The part of TOML that samconfig files have; a line of anything else is passed over. */
const token =
  /#.*|^[ \t]*\[([^\]\n]+)\][ \t]*|([\w-]+)[ \t]*=[ \t]*|"""([\s\S]*?)"""|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([[\],])|[^\s#"'[\],=]+/gm;

function readToml(text: string): Settings {
  const tables = new Map<string, Map<string, string[]>>();
  let table = new Map<string, string[]>();
  let texts: string[] = [];
  for (const [whole, header, key, long, basic, literal] of text.matchAll(token)) {
    if (whole.startsWith("#")) continue;
    if (header !== undefined) {
      table = tables.get(header.trim()) ?? new Map();
      tables.set(header.trim(), table);
    } else if (key !== undefined) {
      texts = [];
      table.set(key, texts);
    } else if (basic !== undefined) texts.push(basic.replaceAll(/\\(.)/g, "$1"));
    else if (!/^[[\],]$/.test(whole)) texts.push(long ?? literal ?? whole);
  }
  return tables;
}
