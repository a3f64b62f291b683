// Resources as templates have them, of kinds that are quickly made.

export const queue = (properties: object = {}, more: object = {}) => ({
  Type: "AWS::SQS::Queue",
  Properties: properties,
  ...more,
});
export const topic = (properties: object = {}) => ({ Type: "AWS::SNS::Topic", Properties: properties });
/** What SQS does not take. */
export const unfit = queue({ DelaySeconds: 10_000 });
