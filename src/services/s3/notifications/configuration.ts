// Who is to be told of what: the notification configuration of a bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html

import { randomUUID } from "node:crypto";
import { parseArn } from "../../../aws/arn.ts";
import { child, children, childText, malformedXml, type XmlElement } from "../documents/read-xml.ts";
import { invalidArgument } from "../refusals.ts";

export interface NotificationTarget {
  readonly id: string;
  readonly arn: string;
  /** With `s3:`, and `*` at the end for all of a kind. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

export interface NotificationConfiguration {
  readonly targets: readonly NotificationTarget[];
  /** All events go to the default bus too. */
  readonly isOnBus: boolean;
}

interface Destination {
  readonly element: string;
  readonly arn: string;
  /** What AWS calls it in its refusals. */
  readonly name: string;
  readonly service: string;
}

const destinations: readonly Destination[] = [
  { element: "TopicConfiguration", arn: "Topic", name: "Topic", service: "sns" },
  { element: "QueueConfiguration", arn: "Queue", name: "Queue", service: "sqs" },
  { element: "CloudFunctionConfiguration", arn: "CloudFunction", name: "CloudFunction", service: "lambda" },
];

const knownEvents = new Set(
  [
    ...["ReducedRedundancyLostObject", "ObjectCreated:*", "ObjectCreated:Put", "ObjectCreated:Post"],
    ...["ObjectCreated:Copy", "ObjectCreated:CompleteMultipartUpload", "ObjectRemoved:*"],
    ...["ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated", "ObjectRestore:*", "ObjectRestore:Post"],
    ...["ObjectRestore:Completed", "ObjectRestore:Delete", "Replication:*"],
    ...["Replication:OperationFailedReplication", "Replication:OperationNotTracked"],
    ...["Replication:OperationMissedThreshold", "Replication:OperationReplicatedAfterThreshold"],
    ...["LifecycleTransition", "IntelligentTiering", "ObjectAcl:Put", "LifecycleExpiration:*"],
    ...["LifecycleExpiration:Delete", "LifecycleExpiration:DeleteMarkerCreated", "ObjectTagging:*"],
    ...["ObjectTagging:Put", "ObjectTagging:Delete"],
  ].map((name) => `s3:${name}`),
);

/** Throws MalformedXML or InvalidArgument. The document as it is kept: with an id for each, and filters in AWS's spelling. */
export function checkedConfiguration(document: XmlElement): XmlElement {
  if (document.text.trim() !== "") throw malformedXml();
  return { ...document, children: document.children.map(checkedTarget) };
}

function checkedTarget(element: XmlElement): XmlElement {
  if (element.name === "EventBridgeConfiguration") return element;
  const destination = destinations.find((each) => each.element === element.name);
  if (destination === undefined) throw malformedXml();
  const arn = childText(element, destination.arn);
  const events = children(element, "Event");
  if (arn === undefined || events.length === 0) throw malformedXml();
  const others = new Set(["Id", "Event", "Filter", destination.arn]);
  if (element.children.some(({ name }) => !others.has(name))) throw malformedXml();
  for (const { text } of events) if (!knownEvents.has(text)) throw malformedXml();
  const filter = checkedFilter(child(element, "Filter"));
  if (parseArn(arn) === undefined)
    throw invalidArgument("The ARN could not be parsed", destination.name, arn);
  if (parseArn(arn)?.service !== destination.service)
    throw invalidArgument("The ARN is not well formed", destination.name, arn);
  const id = childText(element, "Id") ?? randomUUID();
  return {
    ...element,
    children: [
      ...[textElement("Id", id), textElement(destination.arn, arn), ...events],
      ...(filter === undefined ? [] : [filter]),
    ],
  };
}

function checkedFilter(filter: XmlElement | undefined): XmlElement | undefined {
  const key = child(filter, "S3Key");
  if (filter === undefined || key === undefined) return undefined;
  const rules = children(key, "FilterRule").map((rule) => {
    const name = childText(rule, "Name");
    const value = childText(rule, "Value");
    if (name === undefined || value === undefined) throw malformedXml();
    const known = /^(?:prefix|suffix)$/i.test(name) ? name.toLowerCase() : undefined;
    if (known === undefined)
      throw invalidArgument("filter rule name must be either prefix or suffix", "FilterRule.Name", name);
    const spelled = known === "prefix" ? "Prefix" : "Suffix";
    return { ...rule, children: [textElement("Name", spelled), textElement("Value", value)] };
  });
  for (const [name, word] of [
    ["Prefix", "prefix"],
    ["Suffix", "suffix"],
  ] as const) {
    if (rules.filter((rule) => childText(rule, "Name") === name).length > 1)
      throw invalidArgument(
        `Cannot specify more than one ${word} rule in a filter.`,
        "FilterRule.Name",
        word,
      );
  }
  rules.sort((a, b) => ((childText(a, "Name") ?? "") < (childText(b, "Name") ?? "") ? -1 : 1));
  return { ...filter, children: [{ ...key, children: rules }] };
}

/** What a kept document says. */
export function configurationOf(document: XmlElement | undefined): NotificationConfiguration {
  const targets = destinations.flatMap(({ element, arn }) =>
    children(document, element).map((each): NotificationTarget => {
      const rules = children(child(child(each, "Filter"), "S3Key"), "FilterRule");
      const value = (name: string) =>
        childText(
          rules.find((rule) => childText(rule, "Name") === name),
          "Value",
        ) ?? "";
      return {
        id: childText(each, "Id") ?? "",
        arn: childText(each, arn) ?? "",
        events: children(each, "Event").map(({ text }) => text),
        ...{ prefix: value("Prefix"), suffix: value("Suffix") },
      };
    }),
  );
  return { targets, isOnBus: child(document, "EventBridgeConfiguration") !== undefined };
}

/** Whether a target is told of an event. */
export function isTold(target: NotificationTarget, name: string, key: string): boolean {
  return (
    key.startsWith(target.prefix) &&
    key.endsWith(target.suffix) &&
    target.events.some((event) =>
      event.endsWith("*") ? `s3:${name}`.startsWith(event.slice(0, -1)) : event === `s3:${name}`,
    )
  );
}

export function overlap(targets: readonly NotificationTarget[]): boolean {
  return targets.some((one, index) =>
    targets
      .slice(index + 1)
      .some(
        (other) =>
          one.events.some((event) => other.events.some((each) => isSameKind(event, each))) &&
          meet(one.prefix, other.prefix, (a, b) => a.startsWith(b)) &&
          meet(one.suffix, other.suffix, (a, b) => a.endsWith(b)),
      ),
  );
}

function isSameKind(one: string, other: string): boolean {
  const covers = (a: string, b: string) => a === b || (a.endsWith("*") && b.startsWith(a.slice(0, -1)));
  return covers(one, other) || covers(other, one);
}

function meet(one: string, other: string, has: (a: string, b: string) => boolean): boolean {
  return has(one, other) || has(other, one);
}

function textElement(name: string, text: string): XmlElement {
  return { name, text, children: [], attributes: {} };
}
