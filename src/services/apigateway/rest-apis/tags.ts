// The tags of what belongs to REST APIs. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-restrictions.html

import { reservedTagProblem } from "../../../aws/tags.ts";
import type { Texts } from "../records.ts";
import { badRequest } from "../refusals.ts";

const mostTags = 50;

/** The same tags. Throws BadRequestException. */
export function checkTags<Tags extends Texts | undefined>(tags: Tags): Tags {
  const keys = Object.keys(tags ?? {});
  const problem = reservedTagProblem(keys);
  if (problem !== undefined) throw badRequest(problem);
  if (keys.some((key) => key === "" || key.length > 128))
    throw badRequest("A tag's key must have between 1 and 128 characters");
  if (keys.length > mostTags) throw badRequest(`A resource can have at most ${mostTags} tags`);
  return tags;
}
