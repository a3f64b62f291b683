// Where the keys of an issuer come from: its own server, if that is on this machine, or what stands for it by the region's settings.

import type { KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { exchange } from "../../../http-client/exchange.ts";
import { isLoopback } from "../../../http-client/loopback.ts";
import type { Clock } from "../../../time/clock.ts";
import { keysIn } from "./json-web-token.ts";

/** A JSON Web Key Set for an issuer that is not on this machine: an address on it, or a file. */
export type GivenKeys = Readonly<Record<string, string>>;

/** The keys of an issuer cannot be had; says why, and what can be done. */
export class NoKeys extends Error {}

type Keys = ReadonlyMap<string, KeyObject>;

/** AWS: keys are kept for two hours. */
const keptMs = 2 * 60 * 60 * 1000;
/** A token of a key that is not known has them asked for again, but not each time. */
const leastAgeMs = 10_000;
const limits = { timeoutMs: 1500, mostResponseBytes: 150_000 };
const mostIssuers = 1000;

export class Issuers {
  readonly #clock: Clock;
  readonly #given: GivenKeys;
  readonly #kept = new Map<string, { readonly keys: Promise<Keys>; readonly at: number }>();

  constructor(clock: Clock, given: GivenKeys) {
    this.#clock = clock;
    this.#given = given;
  }

  /** `keyId` is of the key that is looked for. Rejects with NoKeys. */
  async keysOf(issuer: string, keyId: string): Promise<Keys> {
    const kept = this.#kept.get(issuer);
    const age = kept === undefined ? Number.POSITIVE_INFINITY : this.#clock.now() - kept.at;
    if (kept !== undefined && age < keptMs) {
      const keys = await kept.keys;
      if (keys.has(keyId) || age < leastAgeMs) return keys;
    }
    return this.#ask(issuer);
  }

  #ask(issuer: string): Promise<Keys> {
    const keys = this.#read(issuer);
    if (this.#kept.size >= mostIssuers) this.#kept.clear();
    this.#kept.set(issuer, { keys, at: this.#clock.now() });
    // Whoever waits for them is told; the next one asks again.
    keys.catch(() => this.#kept.delete(issuer));
    return keys;
  }

  async #read(issuer: string): Promise<Keys> {
    try {
      return keysIn(await this.#document(issuer));
    } catch (problem) {
      if (problem instanceof NoKeys) throw problem;
      throw new NoKeys(`The keys of ${issuer} cannot be read: ${(problem as Error).message}`);
    }
  }

  async #document(issuer: string): Promise<Json> {
    const given = Object.hasOwn(this.#given, issuer) ? this.#given[issuer] : undefined;
    if (given !== undefined)
      return URL.canParse(given) && given.startsWith("http")
        ? this.#get(given)
        : (JSON.parse(await readFile(given, "utf8")) as Json);
    if (!isOfThisMachine(issuer))
      throw new NoKeys(
        `The region asks servers of this machine only, and cannot have the keys of ${issuer}: give them as tokenIssuers in millrace.config.json`,
      );
    const discovered = await this.#get(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
    const address = isJsonObject(discovered) ? discovered.jwks_uri : undefined;
    if (typeof address !== "string") throw new Error("its discovery document has no jwks_uri");
    return this.#get(address);
  }

  async #get(address: string): Promise<Json> {
    if (!isOfThisMachine(address)) throw new Error(`${address} is no address of this machine`);
    const request = { url: new URL(address), method: "GET", headers: new Headers(), body: undefined };
    const answer = await exchange(request, limits, { clock: this.#clock });
    if ("problem" in answer) throw new Error(`${address}: ${answer.problem}`);
    if (answer.status !== 200 || answer.isCut)
      throw new Error(`${address}: ${answer.isCut ? "more than 150,000 bytes" : `status ${answer.status}`}`);
    return JSON.parse(answer.text) as Json;
  }
}

function isOfThisMachine(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return /^https?:$/.test(url.protocol) && isLoopback(url);
}
