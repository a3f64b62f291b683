import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { cloudFormationApi } from "./api/api.ts";
import type { CloudFormationSeams } from "./api/seams.ts";
import { type Buckets, snippetAt, templateAt } from "./api/template-source.ts";
import { dynamicLookups, storedParameter } from "./lookups.ts";
import { cloudformationPermissions } from "./needs.ts";
import { customResource } from "./providers/custom-resource.ts";
import { nestedStack } from "./providers/nested-stack.ts";
import { providersOf } from "./providers/providers.ts";
import { SignalBook } from "./providers/signals.ts";
import { standIn } from "./providers/stand-in.ts";
import { waitCondition, waitConditionHandle } from "./providers/wait-condition.ts";
import { resourceTypes } from "./schemas/resource-types.ts";
import { ChangeSets } from "./stacks/change-sets.ts";
import { Deployments } from "./stacks/deploy.ts";
import { macro, macroFunction } from "./stacks/macros.ts";
import { notifyTopics } from "./stacks/notifications.ts";
import { changesAnything } from "./stacks/plan-changes.ts";
import { restoreStacks } from "./stacks/restore.ts";
import { StackBook } from "./stacks/stack-book.ts";
import { StackInputs } from "./stacks/stack-inputs.ts";
import { Stacks } from "./stacks/stacks.ts";
import { ownMacros } from "./transforms/own-macros.ts";
import { templateTransforms } from "./transforms/template-transforms.ts";

export interface CloudFormationNeeds
  extends Pick<
    House,
    | "clock"
    | "identity"
    | "endpoint"
    | "folder"
    | "repair"
    | "router"
    | "onFault"
    | "onWarning"
    | "access"
    | "api"
    | "kind"
  > {
  /** Where templates lie that are too large for a request. */
  readonly s3: Buckets;
}

export interface CloudFormation extends CloudFormationSeams {
  readonly deploy: Deployments["deploy"];
  readonly deployed: Deployments["deployed"];
  /** What could not be put up again when the region came up, a line each. */
  readonly absences: readonly string[];
  /** Puts up again what other services do not keep. */
  readonly ready: () => Promise<void>;
}

export const cloudformation: ServiceDoor<"cloudformation", CloudFormationNeeds, CloudFormation> = {
  name: "cloudformation",
  open: openCloudFormation,
  apis: { cloudformation: cloudFormationApi },
  permissions: cloudformationPermissions,
  keeps: { "cloudformation/stacks.journal": "all stacks, their resources and events" },
  ready: ({ ready }) => ready(),
  start({ stacks }) {
    for (const record of stacks.book.all) if (record.stack.parentId === undefined) stacks.resume(record);
  },
  close: ({ stacks }) => stacks.close(),
};

async function openCloudFormation(needs: CloudFormationNeeds): Promise<CloudFormation> {
  const { clock, identity, endpoint, folder, repair, router, onFault, onWarning, api, kind, s3, access } =
    needs;
  const book = await StackBook.open({ directory: folder("cloudformation"), clock, repair });
  notifyTopics(book, router.deliver);
  const signals = new SignalBook(endpoint);
  const own = new Map([
    ["AWS::CloudFormation::WaitConditionHandle", waitConditionHandle(signals)],
    ["AWS::CloudFormation::WaitCondition", waitCondition({ clock, signals })],
    ["AWS::CloudFormation::Macro", macro(book, identity)],
  ]);
  const custom = customResource({ clock, deliver: router.deliver, signals });
  const lookups = dynamicLookups(api, identity);
  const known = providersOf({ identity, kind, own, custom, lookups, access });
  const providerOf = (type: string) => known(type) ?? standIn;
  const stored = (name: string) => storedParameter(lookups, name);
  const stacks = new Stacks({ book, clock, identity, providerOf, onFault, onWarning });
  const changeSets = new ChangeSets(stacks, { book, clock, identity, providerOf });
  const inputs = new StackInputs({
    identity,
    isSupported: (type) => known(type) !== undefined,
    types: resourceTypes,
    stored,
    onWarning,
    expand: templateTransforms({
      ...{ identity, stored },
      readIncluded: (location) => snippetAt(location, s3),
      callMacro: ownMacros({
        ...{ identity, deliver: router.deliver },
        functionOf: (name) => macroFunction(book, name, identity),
      }),
    }),
  });
  own.set(
    "AWS::CloudFormation::Stack",
    nestedStack({
      find: (name) => stacks.find(name),
      read: (name, request) => inputs.read(name, request),
      create: (request) => stacks.create(request),
      update: (record, request) => stacks.update(record, request),
      isOther: async (record, input) =>
        changesAnything(await changeSets.plan(record, input), record.stack, input),
      resume: (record) => stacks.resume(record),
      delete: (record, deployer) => stacks.delete(record, { deployer }),
      settled: (id) => stacks.settled(id),
      templateAt: (url) => templateAt(url, s3),
    }),
  );
  const absences: string[] = [];
  const ready = () => restoreStacks({ book, clock, identity, providerOf }, (line) => absences.push(line));
  const deployments = new Deployments(stacks, changeSets, inputs, { book, clock, identity, providerOf });
  const deploy: Deployments["deploy"] = (request) => deployments.deploy(request);
  const deployed: Deployments["deployed"] = (stack) => deployments.deployed(stack);
  const seams = { identity, access, stacks, changeSets, inputs, buckets: s3, signals };
  return { ...seams, deploy, deployed, absences, ready };
}
