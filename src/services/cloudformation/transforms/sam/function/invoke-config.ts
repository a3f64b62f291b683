// EventInvokeConfig: retries of asynchronous invocations, and where their outcomes go.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { isDraft, own, pick, present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { choiceOf, getAtt, ifElse, isNoValue, ref } from "../intrinsics.ts";
import { hashOf } from "../logical-ids.ts";
import {
  bucketPolicy,
  busPolicy,
  functionPolicy,
  queuePolicy,
  topicPolicy,
} from "../policies/resource-policies.ts";
import { told } from "../told.ts";
import type { Invokable } from "./invokable.ts";

const policies: Readonly<Record<string, (id: string, target: Json) => JsonObject>> = {
  SQS: queuePolicy,
  SNS: topicPolicy,
  Lambda: functionPolicy,
  EventBridge: busPolicy,
  S3Bucket: bucketPolicy,
};

/** What SAM makes where no destination is named. */
const generated: Readonly<Record<string, { readonly suffix: string; readonly type: string }>> = {
  SQS: { suffix: "Queue", type: "AWS::SQS::Queue" },
  SNS: { suffix: "Topic", type: "AWS::SNS::Topic" },
};

/** Adds the configuration, and answers with the policies that the function's role needs for its destinations. */
export function expandInvokeConfig(invokable: Invokable, expansion: Expansion): readonly JsonObject[] {
  const { resource, alias } = invokable;
  const given = resource.property("EventInvokeConfig");
  if (!isDraft(given)) return [];
  const config = expansion.parameters.resolve(given) as JsonObject;
  const id = `${resource.id}EventInvokeConfig`;
  const destinations = new Destinations(invokable, expansion, id);
  const destinationConfig = own(config, "DestinationConfig");
  const named = destinationConfig === undefined ? {} : destinations.expand(destinationConfig);
  expansion.add(resource, id, {
    ...(alias === undefined ? {} : { DependsOn: [alias.id] }),
    ...resource.sharedAttributes(),
    Type: "AWS::Lambda::EventInvokeConfig",
    Properties: present({
      FunctionName: ref(resource.id),
      Qualifier: alias?.name ?? "$LATEST",
      ...pick(config, ["MaximumEventAgeInSeconds", "MaximumRetryAttempts"]),
      DestinationConfig: named,
    }),
  });
  return destinations.policies;
}

class Destinations {
  readonly policies: JsonObject[] = [];
  readonly #invokable: Invokable;
  readonly #expansion: Expansion;
  readonly #id: string;

  constructor(invokable: Invokable, expansion: Expansion, id: string) {
    this.#invokable = invokable;
    this.#expansion = expansion;
    this.#id = id;
  }

  expand(config: Json): JsonObject {
    if (!isDraft(config))
      return this.#invokable.resource.fail(
        "Property 'EventInvokeConfig.DestinationConfig' should be a map.",
        "EventInvokeConfig",
        "DestinationConfig",
      );
    const outcomes = ["OnSuccess", "OnFailure"].map((outcome) => {
      const destination = own(config, outcome);
      return [outcome, destination === undefined ? undefined : this.#expandOne(outcome, destination)];
    });
    return present(Object.fromEntries(outcomes) as Record<string, Json | undefined>);
  }

  #expandOne(outcome: string, destination: Json): JsonObject {
    const { resource } = this.#invokable;
    const place = ["EventInvokeConfig", "DestinationConfig", outcome] as const;
    if (!isDraft(destination))
      return resource.fail(`Property '${place.join(".")}' should be a map.`, ...place);
    const type = own(destination, "Type");
    const policy = typeof type === "string" && Object.hasOwn(policies, type) ? policies[type] : undefined;
    if (typeof type !== "string" || policy === undefined)
      return resource.fail(
        `'Type: ${told(type)}' must be one of ['SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket']`,
        ...place,
        ...(type === undefined ? [] : ["Type"]),
      );
    const target = this.#target(type, outcome, own(destination, "Destination"));
    if (target === undefined)
      return resource.fail("Destination is required if Type is not ['SQS', 'SNS']", ...place, "Destination");
    this.policies.push(policy(`${this.#id}${outcome}`, target));
    return { Destination: target };
  }

  /** The named target; a new queue or topic where none is, or where the name is nothing under a condition. */
  #target(type: string, outcome: string, named: Json | undefined): Json | undefined {
    const choice = choiceOf(named);
    if (named === undefined || isNoValue(named)) return this.#generate(type, outcome, undefined);
    if (choice === undefined || isNoValue(choice.then) === isNoValue(choice.otherwise)) return named;
    const isFirst = isNoValue(choice.then);
    const condition = isFirst
      ? choice.condition
      : this.#expansion.negated(choice.condition, hashOf(this.#id));
    const made = this.#generate(type, outcome, condition);
    return made === undefined ? named : ifElse(condition, made, isFirst ? choice.otherwise : choice.then);
  }

  /** The function's condition and another, if it has one. As AWS's translator writes it, with conditions as their own names. */
  #both(condition: string | undefined): string | undefined {
    const own = this.#invokable.resource.condition;
    if (condition === undefined || own === undefined) return condition;
    const name = `${own}AND${condition}${hashOf(this.#invokable.resource.id)}`;
    const parts = [own, condition].map((one) => ({ Condition: { Condition: one } }));
    this.#expansion.condition(name, { "Fn::And": parts });
    return name;
  }

  #generate(type: string, outcome: string, condition: string | undefined): Json | undefined {
    const kind = Object.hasOwn(generated, type) ? generated[type] : undefined;
    if (kind === undefined) return undefined;
    const { resource, tags } = this.#invokable;
    const id = `${this.#id}${outcome}${kind.suffix}`;
    this.#expansion.add(resource, id, {
      ...resource.sharedAttributes(),
      ...present({ Condition: this.#both(condition) ?? resource.condition }),
      Type: kind.type,
      Properties: tags.length === 0 ? {} : { Tags: tags },
    });
    this.#expansion.refer(resource.id, `Destination${kind.suffix}`, id);
    return type === "SQS" ? getAtt(id, "Arn") : ref(id);
  }
}
