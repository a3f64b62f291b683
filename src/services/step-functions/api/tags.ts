// Tags on the wire. https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html

import type { Operation } from "../../../aws/wire/operation.ts";
import { listOf, operation, required, structure, text } from "../../../aws/wire/shape.ts";
import type { States } from "../states.ts";
import { toTags } from "./configuration.ts";
import { arn, tags } from "./members.ts";

const requests = {
  tag: structure({ resourceArn: required(arn), tags: required(tags) }),
  untag: structure({ resourceArn: required(arn), tagKeys: required(listOf(text({ min: 1, max: 128 }))) }),
  list: structure({ resourceArn: required(arn) }),
};

export function tagOperations(states: States): Readonly<Record<string, Operation>> {
  return {
    TagResource: operation(requests.tag, async (request) => {
      states.tags.tag(request.resourceArn, toTags(request.tags));
      await states.committed();
      return {};
    }),
    UntagResource: operation(requests.untag, async ({ resourceArn, tagKeys }) => {
      states.tags.untag(resourceArn, tagKeys);
      await states.committed();
      return {};
    }),
    ListTagsForResource: operation(requests.list, ({ resourceArn }) => ({
      tags: Object.entries(states.tags.list(resourceArn)).map(([key, value]) => ({ key, value })),
    })),
  };
}
