// The types of services that the region does not have, without which a template is refused.

/** Types that make others work: without one, events would get lost without a word, so a template with it is refused. */
const activeTypes: Readonly<Record<string, string>> = {
  "AWS::CloudFormation::CustomResource": "nothing would call its function",
  "AWS::CloudFormation::Stack": "its resources would be missing",
  "AWS::IoT::TopicRule": "no message would reach its actions",
  "AWS::KinesisFirehose::DeliveryStream": "no record would be delivered",
  "AWS::Lambda::EventInvokeConfig": "failed events would not reach its destinations",
  "AWS::Lambda::EventSourceMapping": "no record would reach the function",
  "AWS::Logs::MetricFilter": "its metric would have no values",
  "AWS::Logs::SubscriptionFilter": "no log event would be delivered",
  "AWS::Scheduler::Schedule": "nothing would start its target",
};

/** Why a template with a resource of this type is refused; undefined for a type that can be left out. */
export function lostWithout(type: string): string | undefined {
  if (type.startsWith("Custom::")) return activeTypes["AWS::CloudFormation::CustomResource"];
  return Object.hasOwn(activeTypes, type) ? activeTypes[type] : undefined;
}
