// Tags on the wire: of log groups, and of destinations.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html

import type { Operation } from "../../../aws/wire/operation.ts";
import { listOf, required, structure, text } from "../../../aws/wire/shape.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { nameIn } from "../group-name.ts";
import { invalid, notFound } from "../refusals.ts";
import { groupName, logsOperation, tags } from "./shapes.ts";

const mostTags = 50;
const arn = text({ min: 1, max: 1011, pattern: "[\\w+=/:,.@-]*" });
const tagKey = text({ min: 1, max: 128, pattern: /^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$/u });
const named = structure({ logGroupName: required(groupName) });
const tagged = structure({ resourceArn: required(arn), tags: required(tags) });
const untagged = structure({
  resourceArn: required(arn),
  tagKeys: required(listOf(tagKey, { max: 50 })),
});
const tagGroup = structure({ logGroupName: required(groupName), tags: required(tags) });
const untagGroup = structure({
  logGroupName: required(groupName),
  tags: required(listOf(tagKey, { min: 1 })),
});
const byArn = structure({ resourceArn: required(arn) });

type Tags = Readonly<Record<string, string>>;

/** What bears tags. */
interface Tagged {
  readonly tags: Tags;
  set(tags: Tags): void;
}

export function tagOperations(logs: CloudWatchLogs): Record<string, Operation> {
  const put = (bearer: Tagged, added: Tags) => {
    const all = { ...bearer.tags, ...added };
    if (Object.keys(all).length > mostTags)
      throw invalid(`Too many tags: a resource bears at most ${mostTags}.`);
    bearer.set(all);
    return {};
  };
  const remove = (bearer: Tagged, keys: readonly string[]) => {
    const left = Object.entries(bearer.tags).filter(([name]) => !keys.includes(name));
    bearer.set(Object.fromEntries(left));
    return {};
  };
  const group = (logGroupName: string): Tagged => ({
    tags: logs.group(logGroupName).record.tags,
    set: (all) => logs.settleLogGroup(logGroupName, { tags: all }),
  });
  const resource = (resourceArn: string): Tagged => {
    const ofDestination = logs.destinations.tagsOf(resourceArn);
    if (ofDestination !== undefined)
      return { tags: ofDestination, set: (all) => logs.destinations.tag(resourceArn, all) };
    const name = nameIn(resourceArn);
    if (!/^arn:[^:]*:logs:/.test(resourceArn))
      throw invalid("1 validation error detected: resourceArn is no ARN of CloudWatch Logs.");
    if (!logs.hasLogGroup(name)) throw notFound("The specified resource does not exist.");
    return group(name);
  };
  return {
    TagResource: logsOperation(tagged, (request) => put(resource(request.resourceArn), request.tags)),
    UntagResource: logsOperation(untagged, ({ resourceArn, tagKeys }) =>
      remove(resource(resourceArn), tagKeys),
    ),
    ListTagsForResource: logsOperation(byArn, ({ resourceArn }) => ({ tags: resource(resourceArn).tags })),
    TagLogGroup: logsOperation(tagGroup, (request) => put(group(request.logGroupName), request.tags)),
    UntagLogGroup: logsOperation(untagGroup, (request) => remove(group(request.logGroupName), request.tags)),
    ListTagsLogGroup: logsOperation(named, ({ logGroupName }) => ({ tags: group(logGroupName).tags })),
  };
}
