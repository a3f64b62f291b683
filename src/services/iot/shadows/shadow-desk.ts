// Shadows over MQTT: what is published to a shadow's topics is done, and answered under others.
// https://docs.aws.amazon.com/iot/latest/developerguide/device-shadow-mqtt.html

import type { JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { RecordBook } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { ownPublication, type Publication } from "../messages/publication.ts";
import type { IotMetrics } from "../rules/rule-metrics.ts";
import { readUpdate, tokenIn } from "./shadow-request.ts";
import { type ShadowName, type ShadowOutcome, Shadows, shownShadow } from "./shadows.ts";

export interface ShadowDeskOptions {
  readonly clock: Clock;
  readonly book: RecordBook;
  readonly metrics: IotMetrics;
  readonly publish: (publication: Publication) => void | Promise<void>;
}

interface Done {
  readonly accepted: JsonObject;
  /** What subscribers are told behind that. */
  readonly announce?: () => Promise<void>;
}

const shadowTopic = /^(\$aws\/things\/([^/]+)\/shadow(?:\/name\/([^/]+))?)\/(get|update|delete)$/;

export class ShadowDesk {
  readonly shadows: Shadows;
  readonly #options: ShadowDeskOptions;

  constructor(options: ShadowDeskOptions) {
    this.shadows = new Shadows(options.clock, options.book);
    this.#options = options;
  }

  /** Does what a publication to a shadow's topic asks for. Undefined for any other topic. */
  take({ topic, payload }: Publication): Promise<void> | undefined {
    const [, prefix, thingName, shadowName, act] = shadowTopic.exec(topic) ?? [];
    if (prefix === undefined || thingName === undefined) return undefined;
    return this.#answer(`${prefix}/${act}`, payload, async () => {
      const name = { thingName, shadowName };
      if (act === "get") return { accepted: this.#get(name, "MQTT") };
      return act === "delete"
        ? { accepted: await this.#delete(name, "MQTT") }
        : this.#update(name, payload, "MQTT");
    });
  }

  /** Throws what `Shadows.get` throws. */
  get(name: ShadowName): JsonObject {
    return this.#get(name, "HTTP");
  }

  /** An update by the API: its answer, which subscribers are told of as well. Throws what `Shadows.update` throws. */
  async update(name: ShadowName, payload: Uint8Array): Promise<JsonObject> {
    const { accepted, announce } = await this.#update(name, payload, "HTTP");
    await this.#publish(`${prefixOf(name)}/update/accepted`, accepted);
    await announce?.();
    return accepted;
  }

  /** Throws what `Shadows.delete` throws. */
  async delete(name: ShadowName): Promise<JsonObject> {
    const accepted = await this.#delete(name, "HTTP");
    await this.#publish(`${prefixOf(name)}/delete/accepted`, accepted);
    return accepted;
  }

  #get(name: ShadowName, protocol: "HTTP" | "MQTT"): JsonObject {
    const shown = shownShadow(this.shadows.get(name), this.#now());
    this.#options.metrics.counted("GetThingShadow.Accepted", protocol);
    return shown;
  }

  async #delete(name: ShadowName, protocol: "HTTP" | "MQTT"): Promise<JsonObject> {
    const deleted = this.shadows.delete(name);
    await this.#options.book.committed();
    this.#options.metrics.counted("DeleteThingShadow.Accepted", protocol);
    return { ...deleted };
  }

  /** Kept once it resolves. */
  async #update(name: ShadowName, payload: Uint8Array, protocol: "HTTP" | "MQTT"): Promise<Done> {
    const request = readUpdate(payload);
    const outcome = this.shadows.update(name, request);
    await this.#options.book.committed();
    this.#options.metrics.counted("UpdateThingShadow.Accepted", protocol);
    const { version, timestamp } = outcome.document;
    const accepted: JsonObject = {
      state: request.state,
      metadata: outcome.changedMetadata,
      ...{ version, timestamp },
      ...withToken(request.clientToken),
    };
    const announce = () => this.#announce(prefixOf(name), outcome, request.clientToken);
    return { accepted, announce };
  }

  /** What differs now, and what there was and is. */
  async #announce(
    prefix: string,
    { document, before, delta }: ShadowOutcome,
    clientToken: string | undefined,
  ) {
    const { version, timestamp } = document;
    const token = withToken(clientToken);
    if (delta !== undefined)
      await this.#publish(`${prefix}/update/delta`, { version, timestamp, ...delta, ...token });
    const shown = ({ state, metadata, version }: typeof document) => ({ state, metadata, version });
    await this.#publish(`${prefix}/update/documents`, {
      ...(before.version === 0 || before.isDeleted === true ? {} : { previous: shown(before) }),
      current: shown(document),
      timestamp,
      ...token,
    });
  }

  async #answer(topic: string, payload: Uint8Array, act: () => Promise<Done>): Promise<void> {
    const token = withToken(tokenIn(payload));
    try {
      const { accepted, announce } = await act();
      await this.#publish(`${topic}/accepted`, { ...accepted, ...token });
      await announce?.();
    } catch (thrown) {
      if (!(thrown instanceof ServiceError)) throw thrown;
      const { status: code, message } = thrown;
      await this.#publish(`${topic}/rejected`, { code, message, timestamp: this.#now(), ...token });
    }
  }

  async #publish(topic: string, document: object): Promise<void> {
    await this.#options.publish(ownPublication(topic, document));
  }

  #now(): number {
    return Math.floor(this.#options.clock.now() / 1000);
  }
}

function prefixOf({ thingName, shadowName }: ShadowName): string {
  const of = `$aws/things/${thingName}/shadow`;
  return shadowName === undefined ? of : `${of}/name/${shadowName}`;
}

function withToken(clientToken: string | undefined): { readonly clientToken?: string } {
  return clientToken === undefined ? {} : { clientToken };
}
