// An issuer of tokens on this machine: its discovery document, its keys, and what it signs.

import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject } from "../../../src/aws/json.ts";

export interface TokenIssuer {
  readonly url: string;
  readonly keySet: JsonObject;
  /** How often its keys were asked for. */
  readonly asked: () => number;
  sign(claims: JsonObject, header?: JsonObject): string;
  close(): Promise<void>;
}

export async function openIssuer(): Promise<TokenIssuer> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keySet = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", use: "sig" } as JsonObject] };
  let asked = 0;
  const server = createServer((request, response) => {
    const url = `http://${request.headers.host}`;
    if (request.url === "/.well-known/openid-configuration")
      response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }));
    else if (request.url === "/keys") {
      asked += 1;
      response.end(JSON.stringify(keySet));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keySet,
    asked: () => asked,
    sign(claims, header = {}) {
      const parts = [{ alg: "RS256", kid: "one", ...header }, claims];
      const signed = parts.map((each) => Buffer.from(JSON.stringify(each)).toString("base64url")).join(".");
      return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
