// Where a function URL is found. Browsers and curl find every name under localhost, other clients only where the system does: where it
// does not, what is told is the address that has the id in its path.

import { lookup } from "node:dns/promises";
import { functionUrlPath } from "../../../aws/wire/function-url-path.ts";

/** A system that asks the network for such names may wait for long. */
const lookupLimitMs = 500;

let found: Promise<boolean> | undefined;

/** `host` is where the client found the region, such as `127.0.0.1:4566`. */
export async function functionUrlAddress(id: string, region: string, host: string): Promise<string> {
  found ??= findsNames();
  if (!(await found)) return `http://${host}${functionUrlPath}${id}/`;
  const [, port = ""] = /(:\d+)$/.exec(host) ?? [];
  return `http://${functionUrlDomain(id, region)}${port}/`;
}

/** As the function sees it in its events, by whichever address it was asked. */
export function functionUrlDomain(id: string, region: string): string {
  return `${id}.lambda-url.${region}.localhost`;
}

function findsNames(): Promise<boolean> {
  const isFound = lookup("lambda-url.localhost").then(
    ({ address }) => address === "127.0.0.1" || address === "::1",
    () => false,
  );
  const isLate = new Promise<boolean>((resolve) => setTimeout(resolve, lookupLimitMs, false).unref());
  return Promise.race([isFound, isLate]);
}
