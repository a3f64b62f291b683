// AWS IoT Core in a region: a registry of things, shadows, rules, and the broker that messages go through.

import type { RegionIdentity } from "../../aws/arn.ts";
import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import type { RecordBook } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import type { House } from "../house.ts";
import type { ActionEnds } from "./actions/action.ts";
import { BrokerHost } from "./broker/broker-host.ts";
import { LifecycleEvents } from "./broker/lifecycle-events.ts";
import { IotLogs } from "./logs/iot-logs.ts";
import { loggedClients } from "./logs/logged-clients.ts";
import { MessageFlow } from "./messages/message-flow.ts";
import type { Publication } from "./messages/publication.ts";
import { RetainedMessages } from "./messages/retained-messages.ts";
import { Authorization } from "./registry/authorization.ts";
import { BillingGroups } from "./registry/billing-groups.ts";
import { Certificates } from "./registry/certificates.ts";
import { Policies } from "./registry/policies.ts";
import { RegistryEvents } from "./registry/registry-events.ts";
import { TagBook } from "./registry/tags.ts";
import { ThingGroups } from "./registry/thing-groups.ts";
import { ThingTypes } from "./registry/thing-types.ts";
import { Things } from "./registry/things.ts";
import { RuleDestinations } from "./rules/rule-destinations.ts";
import { IotMetrics } from "./rules/rule-metrics.ts";
import { questions } from "./rules/rule-questions.ts";
import { TopicRules } from "./rules/topic-rules.ts";
import { ShadowDesk } from "./shadows/shadow-desk.ts";

export interface IotOptions
  extends Pick<House, "clock" | "identity" | "endpoint" | "router" | "api" | "onFault" | "access"> {
  readonly book: RecordBook;
  readonly metrics: MetricSink;
  readonly logs: LogSink;
  readonly streams: ActionEnds["streams"];
  /** Of the MQTT broker; 0 takes any free one. */
  readonly mqttPort: number;
}

export class Iot {
  readonly identity: RegionIdentity;
  readonly clock: Clock;
  /** Where the region's API is found. */
  readonly endpoint: string;
  readonly book: RecordBook;
  readonly rules: TopicRules;
  readonly destinations: RuleDestinations;
  readonly shadows: ShadowDesk;
  readonly retained: RetainedMessages;
  readonly types: ThingTypes;
  readonly things: Things;
  readonly groups: ThingGroups;
  readonly billingGroups: BillingGroups;
  readonly events: RegistryEvents;
  readonly policies: Policies;
  readonly certificates: Certificates;
  readonly authorization: Authorization;
  readonly logs: IotLogs;
  readonly tags: TagBook;
  readonly brokerHost: BrokerHost;
  readonly #flow: MessageFlow;

  constructor(options: IotOptions) {
    const { clock, identity, book, router, api, access, streams, onFault } = options;
    const publish = (publication: Publication) => this.publish(publication);
    const metrics = new IotMetrics(options.metrics);
    const asking = { clock, router, api, access, shadows: () => this.shadows };
    const ends: ActionEnds = {
      ...{ clock, identity, router, api, access, streams, publish },
      surroundingsOf: (ruleArn, sqlVersion) => ({
        ...{ now: () => clock.now(), accountId: identity.accountId, sqlVersion },
        ask: async (name, args) => questions[name]?.(asking, ruleArn, args),
      }),
    };
    this.identity = identity;
    this.clock = clock;
    this.endpoint = options.endpoint;
    this.book = book;
    this.logs = new IotLogs({
      ...{ clock, identity, book, sink: options.logs },
      groupsOf: (clientId) => this.things.find(clientId)?.groups ?? [],
    });
    const { logs } = this;
    this.rules = new TopicRules({ book, ends, metrics, logs, onFault });
    this.destinations = new RuleDestinations({ clock, identity, book, endpoint: options.endpoint });
    this.shadows = new ShadowDesk({ clock, book, metrics, publish });
    this.retained = new RetainedMessages(clock, book);
    const tell = (publication: Publication) => this.#tell(publication, onFault);
    this.events = new RegistryEvents({ clock, identity, book, publish: tell });
    const { events } = this;
    this.types = new ThingTypes(clock, identity, book, events);
    this.things = new Things(identity, book, this.types, events);
    this.groups = new ThingGroups({ clock, identity, book, events, things: this.things });
    this.billingGroups = new BillingGroups(clock, identity, book, this.things);
    this.policies = new Policies(clock, identity, book);
    this.certificates = new Certificates(clock, identity, book, this.policies, this.things);
    this.tags = new TagBook(book);
    const { policies, things, groups } = this;
    this.authorization = new Authorization({ identity, policies, things, groups });
    const { rules, shadows, retained } = this;
    this.#flow = new MessageFlow({ rules, shadows, retained, metrics, logs, onFault });
    const watch = loggedClients(new LifecycleEvents({ clock, publish: tell }), logs);
    this.brokerHost = new BrokerHost({
      port: options.mqttPort,
      options: () => ({
        ...{ clock, metrics, watch, onFault, retained: retained.all() },
        take: (publication) => this.#flow.take(publication),
      }),
      tell: (line) => void process.stderr.write(`${line}\n`),
    });
  }

  /** Whether anything is kept that clients of the broker come for. */
  get isUsed(): boolean {
    const { rules, things, policies, certificates, retained } = this;
    return [rules, things, policies, certificates, retained].some((each) => each.all().length > 0);
  }

  /** Resolves once what the message is for is done and it is on its way to subscribers. Rejects with InternalFailure. */
  publish(publication: Publication): void | Promise<void> {
    const taken = this.#flow.take(publication);
    if (taken !== undefined) return taken.then(() => this.brokerHost.broker?.forward(publication));
    this.brokerHost.broker?.forward(publication);
  }

  /** What nobody waits for. */
  #tell(publication: Publication, onFault: House["onFault"]): void {
    void Promise.resolve(this.publish(publication)).catch((fault) => onFault(fault, "an event of IoT"));
  }
}
