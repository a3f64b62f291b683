// What becomes of a message besides being forwarded: rules run, shadows change, it is retained. All of that is done by the time a
// publication is acknowledged.

import type { IotLogs } from "../logs/iot-logs.ts";
import type { IotMetrics } from "../rules/rule-metrics.ts";
import type { TopicRules } from "../rules/topic-rules.ts";
import type { ShadowDesk } from "../shadows/shadow-desk.ts";
import { ingestTopic } from "../topics/topic-names.ts";
import type { Publication } from "./publication.ts";
import type { RetainedMessages } from "./retained-messages.ts";

export interface MessageFlowParts {
  readonly rules: TopicRules;
  readonly shadows: ShadowDesk;
  readonly retained: RetainedMessages;
  readonly metrics: IotMetrics;
  readonly logs: IotLogs;
  /** Told of whatever threw that should not have. */
  readonly onFault: (fault: unknown, where: string) => void;
}

export class MessageFlow {
  readonly #parts: MessageFlowParts;

  constructor(parts: MessageFlowParts) {
    this.#parts = parts;
  }

  /** At once where there is nothing to do. Throws, or rejects with, InternalFailure if it is to be retained and the disk takes nothing. */
  take(publication: Publication): void | Promise<void> {
    const { rules, shadows, retained, metrics, logs } = this.#parts;
    metrics.counted("PublishIn.Success", publication.protocol);
    const { topic } = publication;
    if (logs.isOn) this.#log(publication);
    if (topic.startsWith("$aws/rules/")) {
      const ingest = ingestTopic(topic);
      if (ingest === undefined) return;
      return this.#guarded(rules.ingest(ingest.ruleName, { ...publication, topic: ingest.topic }));
    }
    const ran = this.#guarded(rules.run(publication));
    // Rules and subscribers hear a will to a reserved topic, and shadows don't.
    // https://docs.aws.amazon.com/iot/latest/developerguide/device-shadow-comms-app.html#thing-connection
    const isForShadow = topic.startsWith("$aws/things/") && publication.isWill !== true;
    if (!publication.retain && !isForShadow) return ran;
    const work: Promise<unknown>[] = ran === undefined ? [] : [ran];
    const answered = isForShadow ? this.#guarded(shadows.take(publication)) : undefined;
    if (answered !== undefined) work.push(answered);
    if (publication.retain) work.push(retained.keep(publication));
    if (work.length > 0) return Promise.all(work).then(() => undefined);
  }

  #log({ topic: topicName, clientId, principal, protocol }: Publication): void {
    this.#parts.logs.tell({
      ...{ level: "INFO", eventType: "Publish-In", status: "Success", clientId, principalId: principal },
      more: { protocol, topicName },
    });
  }

  /** A fault of ours loses this one message and nothing else. */
  #guarded(work: Promise<unknown> | undefined): Promise<void> | undefined {
    return work?.then(
      () => undefined,
      (fault: unknown) => this.#parts.onFault(fault, "a message of IoT"),
    );
  }
}
