// Where a function URL is found.

import { functionUrlPath } from "../../../aws/wire/served-hosts.ts";
import { addressUnderLocalhost } from "../../address-under-localhost.ts";

/** `host` is where the client found the region, such as `127.0.0.1:4566`. */
export async function functionUrlAddress(id: string, region: string, host: string): Promise<string> {
  return `${await addressUnderLocalhost(functionUrlDomain(id, region), functionUrlPath + id, host)}/`;
}

/** As the function sees it in its events, by whichever address it was asked. */
export function functionUrlDomain(id: string, region: string): string {
  return `${id}.lambda-url.${region}.localhost`;
}
