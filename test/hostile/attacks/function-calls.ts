// What attacks on functions ask of Lambda, and the packages that they send.

import { type Zippable, zipSync } from "fflate";
import type { Attack } from "../attack.ts";
import type { Answer, Target } from "../target.ts";

export type Files = Readonly<Record<string, Zippable[string]>>;

export const functions = "/2015-03-31/functions";
const Role = "arn:aws:iam::000000000000:role/r";
/** A handler that answers with as much. */
export const well = "export const handler = async () => 'well';";
export const attack = (name: string, run: Attack["run"]): Attack => ({ name: `function: ${name}`, run });
let count = 0;
export const freshName = (what: string) => `${what}-${count++}`;

export const text = (source: string): Uint8Array => Buffer.from(source);
const ofMode = (content: string, mode: number): Zippable[string] => [
  Buffer.from(content),
  { os: 3, attrs: mode << 16 },
];
export const link = (to: string) => ofMode(to, 0o120777);
export const program = (script: string) => ofMode(`#!/bin/sh\n${script}\n`, 0o100755);
export const packed = (files: Files) => Buffer.from(zipSync({ ...files })).toString("base64");

export interface Made {
  readonly files?: Files;
  readonly more?: object;
}

export const send = (target: Target, method: string, path: string, body?: object): Promise<Answer> =>
  target.request(method, path, body === undefined ? {} : { body: JSON.stringify(body) });

/** As a client waits before it goes on. */
export const settle = (target: Target, name: string) =>
  send(target, "GET", `${functions}/${name}/configuration`);

/** Answers with what CreateFunction answers. */
export async function create(
  target: Target,
  name: string,
  source: string,
  { files = {}, more = {} }: Made = {},
): Promise<Answer> {
  const created = await send(target, "POST", functions, {
    ...{ FunctionName: name, Runtime: "nodejs24.x", Handler: "index.handler", Role, Timeout: 3 },
    Code: { ZipFile: packed({ "index.mjs": text(source), ...files }) },
    ...more,
  });
  await settle(target, name);
  return created;
}

export const invoke = (target: Target, name: string, body: string | Uint8Array = "{}") =>
  target.request("POST", `${functions}/${name}/invocations`, { body });

/** Undefined where it is as expected. */
export function unless(isSo: boolean, { status, body }: Answer): string | undefined {
  return isSo ? undefined : `answered ${status}: ${body.slice(0, 300)}`;
}

export function must({ status, body }: Answer, what: string): void {
  if (status >= 300) throw new Error(`${what} answered ${status}: ${body.slice(0, 300)}`);
}
