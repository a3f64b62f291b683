// Custom::S3BucketNotifications, as CDK's `addEventNotification` has it: who is told of what happens in a bucket, in the words of S3's API
// and beside what others have said if the bucket is not the stack's. On AWS a function of CDK's says it, in Python and by boto3, which
// Lambda's runtime brings along and this machine need not have; here it is not asked.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_NotificationConfiguration.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, FormerDeployment, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { childText, readXml, type XmlElement } from "../documents/read-xml.ts";
import { documentOf, type XmlContent, xmlDocument } from "../documents/write-xml.ts";
import { checkedConfiguration } from "../notifications/configuration.ts";
import type { Objects } from "../objects.ts";

const root = "NotificationConfiguration";
const destinations = [
  { property: "TopicConfigurations", target: "TopicArn", element: "TopicConfiguration", arn: "Topic" },
  { property: "QueueConfigurations", target: "QueueArn", element: "QueueConfiguration", arn: "Queue" },
  {
    ...{ property: "LambdaFunctionConfigurations", target: "LambdaFunctionArn" },
    ...{ element: "CloudFunctionConfiguration", arn: "CloudFunction" },
  },
] as const;

type Said = Pick<FormerDeployment<Objects>, "service" | "logicalId" | "generatedName">;

export const s3BucketNotifications: ResourceKind<Objects> = {
  type: "Custom::S3BucketNotifications",
  isKept: true,
  create: notify,
  update: notify,
  async delete(_, { service: objects, generatedName, former }) {
    const bucket = former.text("BucketName");
    if (!objects.buckets.includes(bucket)) return;
    await keep(objects, bucket, isManaged(former) ? [] : saidByOthers(objects, bucket, generatedName));
  },
};

async function notify(
  properties: Properties,
  { service: objects, logicalId, generatedName }: Said,
): Promise<CreatedResource> {
  properties.inert("ServiceToken");
  const bucket = properties.text("BucketName");
  objects.headBucket(bucket);
  const isSkipped = properties.optionalBoolean("SkipDestinationValidation") === true;
  const content = contentOf(properties.section(root), generatedName);
  const { children } = checkedConfiguration(readXml(xmlDocument(root, content)));
  const others = isManaged(properties) ? [] : saidByOthers(objects, bucket, generatedName);
  const isOnBus = children.some(isBus);
  const all = [...others.filter((each) => !isOnBus || !isBus(each)), ...children];
  const document = { ...emptyDocument, children: all };
  await objects.notifications?.check(bucket, document, { requestId: "", hostId: "" }, isSkipped);
  await keep(objects, bucket, all);
  return { ref: logicalId };
}

const emptyDocument: XmlElement = readXml(xmlDocument(root, {}));

/** Whether nobody else says anything of the bucket. */
function isManaged(properties: Properties): boolean {
  return properties.optionalBoolean("Managed") !== false;
}

function isBus({ name }: XmlElement): boolean {
  return name === "EventBridgeConfiguration";
}

/** Of EventBridge it is not known who said it. */
function saidByOthers(objects: Objects, bucket: string, name: string): readonly XmlElement[] {
  const { children = [] } = objects.store.buckets.document(bucket, "notification") ?? {};
  return children.filter((each) => !childText(each, "Id")?.startsWith(`${name}-`));
}

async function keep(objects: Objects, bucket: string, children: readonly XmlElement[]): Promise<void> {
  const value = children.length === 0 ? undefined : documentOf({ ...emptyDocument, children });
  await objects.setBucket(bucket, "notification", value);
}

function contentOf(said: Properties, name: string): XmlContent {
  const content: Record<string, unknown> = {};
  for (const { property, target, element, arn } of destinations) {
    const told = said.sections(property).map((each, index) => ({
      Id: each.optionalText("Id") ?? `${name}-${element}-${index}`,
      [arn]: each.text(target),
      Event: each.texts("Events"),
      ...filterOf(each),
    }));
    if (told.length > 0) content[element] = told;
  }
  if (said.json("EventBridgeConfiguration") !== undefined) content.EventBridgeConfiguration = "";
  return content;
}

function filterOf(properties: Properties): XmlContent {
  if (!properties.has("Filter")) return {};
  const rules = properties.section("Filter").section("Key").sections("FilterRules");
  const FilterRule = rules.map((rule) => ({ Name: rule.text("Name"), Value: rule.text("Value") }));
  return { Filter: { S3Key: { FilterRule } } };
}
