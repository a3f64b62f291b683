// Groups and who is in them, on the wire.

import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { operation, optional, text } from "../../../aws/wire/shape.ts";
import type { Group } from "../groups.ts";
import type { Iam } from "../iam.ts";
import { groupName, members, page, paged, path, pathPrefix, userName } from "./shapes.ts";
import { listedUser } from "./users.ts";

const newName = optional(text({ min: 1, max: 128, pattern: /[\w+=,.@-]+/ }));
const byName = { keyOf: ({ name }: { readonly name: string }) => name };

function shownGroup({ path: Path, name, id, arn, createdAt }: Group): WireObject {
  return { Path, GroupName: name, GroupId: id, Arn: arn, CreateDate: new Date(createdAt) };
}

export function groupOperations({ groups }: Iam): Record<string, Operation> {
  return {
    CreateGroup: operation(members({ ...groupName, Path: path }), ({ GroupName, Path }) => ({
      Group: shownGroup(groups.create(GroupName, Path)),
    })),
    GetGroup: operation(members({ ...groupName, ...page }), ({ GroupName, ...request }) => ({
      Group: shownGroup(groups.get(GroupName)),
      ...paged("Users", groups.members(GroupName), request, { ...byName, show: listedUser }),
    })),
    ListGroups: operation(members({ PathPrefix: pathPrefix, ...page }), ({ PathPrefix = "/", ...request }) =>
      paged(
        "Groups",
        groups.all().filter((group) => group.path.startsWith(PathPrefix)),
        request,
        { ...byName, show: shownGroup },
      ),
    ),
    ListGroupsForUser: operation(members({ ...userName, ...page }), ({ UserName, ...request }) =>
      paged("Groups", groups.of(UserName), request, { ...byName, show: shownGroup }),
    ),
    UpdateGroup: operation(
      members({ ...groupName, NewPath: path, NewGroupName: newName }),
      ({ GroupName, NewPath, NewGroupName }) => {
        groups.rename(GroupName, { name: NewGroupName, path: NewPath });
        return {};
      },
    ),
    DeleteGroup: operation(members(groupName), ({ GroupName }) => {
      groups.delete(GroupName);
      return {};
    }),
    AddUserToGroup: operation(members({ ...groupName, ...userName }), ({ GroupName, UserName }) => {
      groups.add(GroupName, UserName);
      return {};
    }),
    RemoveUserFromGroup: operation(members({ ...groupName, ...userName }), ({ GroupName, UserName }) => {
      groups.remove(GroupName, UserName);
      return {};
    }),
  };
}
