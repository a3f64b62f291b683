// The notification configuration of a template, which names each destination once for each event.

import type { Properties } from "../../../aws/template/properties.ts";
import type { XmlContent } from "../documents/write-xml.ts";

const destinations = [
  { property: "TopicConfigurations", target: "Topic", element: "TopicConfiguration", arn: "Topic" },
  { property: "QueueConfigurations", target: "Queue", element: "QueueConfiguration", arn: "Queue" },
  {
    ...{ property: "LambdaConfigurations", target: "Function" },
    ...{ element: "CloudFunctionConfiguration", arn: "CloudFunction" },
  },
] as const;

/** Undefined where nobody is to be told. */
export function notificationContent(properties: Properties): XmlContent | undefined {
  const content: Record<string, unknown> = {};
  for (const { property, target, element, arn } of destinations) {
    const told = properties.sections(property).map((each) => ({
      [arn]: each.text(target),
      Event: each.text("Event"),
      ...filterOf(each),
    }));
    if (told.length > 0) content[element] = told;
  }
  const bus = properties.section("EventBridgeConfiguration");
  const isOnBus =
    properties.has("EventBridgeConfiguration") && bus.optionalBoolean("EventBridgeEnabled") !== false;
  if (isOnBus) content.EventBridgeConfiguration = "";
  return Object.keys(content).length === 0 ? undefined : content;
}

function filterOf(properties: Properties): XmlContent {
  if (!properties.has("Filter")) return {};
  const rules = properties.section("Filter").section("S3Key").sections("Rules");
  return {
    Filter: {
      S3Key: { FilterRule: rules.map((rule) => ({ Name: rule.text("Name"), Value: rule.text("Value") })) },
    },
  };
}
