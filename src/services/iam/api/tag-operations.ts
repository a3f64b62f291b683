// The tags of a role, a user, a managed policy or an instance profile: the same operations for each, by its name.

import { type Tag, type Tags, withoutTags } from "../../../aws/tags.ts";
import type { Operation } from "../../../aws/wire/operation.ts";
import { operation, required, type Shape } from "../../../aws/wire/shape.ts";
import { members, page, pageOfTags, tagKeys, tags } from "./shapes.ts";

interface TagBearers {
  get(name: string): { readonly tags: Tags };
  setTags(name: string, tags: Tags): void;
}

/** `name` is the one member that names a bearer, such as `RoleName`; `read` throws for tags that it may not have. */
export function tagOperations(
  kind: "Role" | "User" | "Policy" | "InstanceProfile",
  bearers: TagBearers,
  name: Readonly<Record<string, Shape<string>>>,
  read: (tags: readonly Tag[]) => Tags,
): Record<string, Operation> {
  const [member = ""] = Object.keys(name);
  const nameOf = (request: Readonly<Record<string, unknown>>) => String(request[member]);
  const tagsOf = (bearer: string) => bearers.get(bearer).tags;
  return {
    [`Tag${kind}`]: operation(members({ ...name, Tags: required(tags) }), ({ Tags, ...request }) => {
      const bearer = nameOf(request);
      bearers.setTags(bearer, { ...tagsOf(bearer), ...read(Tags) });
      return {};
    }),
    [`Untag${kind}`]: operation(members({ ...name, TagKeys: tagKeys }), ({ TagKeys, ...request }) => {
      const bearer = nameOf(request);
      bearers.setTags(bearer, withoutTags(tagsOf(bearer), TagKeys));
      return {};
    }),
    [`List${kind}Tags`]: operation(members({ ...name, ...page }), ({ Marker, MaxItems, ...request }) =>
      pageOfTags(tagsOf(nameOf(request)), { Marker, MaxItems }),
    ),
  };
}
