// What can have tags: state machines and activities, but not versions, aliases or executions.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html

import { parseArn } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { type Tags, withoutTags } from "../../aws/tags.ts";
import type { Activities } from "./activities/activities.ts";
import type { StateMachines } from "./machines/state-machines.ts";
import { checkTags } from "./tags.ts";

export interface TaggedResource {
  readonly tags: Tags;
  setTags(tags: Tags): void;
}

export class TaggedResources {
  readonly #machines: StateMachines;
  readonly #activities: Activities;

  constructor(machines: StateMachines, activities: Activities) {
    this.#machines = machines;
    this.#activities = activities;
  }

  /** Throws InvalidArn and ResourceNotFound, as do the others. */
  list(arn: string): Tags {
    return this.#find(arn).tags;
  }

  /** Throws TooManyTags. */
  tag(arn: string, added: Tags): void {
    const resource = this.#find(arn);
    const tags = { ...resource.tags, ...added };
    checkTags(arn, tags);
    resource.setTags(tags);
  }

  untag(arn: string, keys: readonly string[]): void {
    const resource = this.#find(arn);
    resource.setTags(withoutTags(resource.tags, keys));
  }

  #find(arn: string): TaggedResource {
    const parsed = parseArn(arn);
    if (parsed?.service !== "states")
      throw new ServiceError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
    const machine = this.#machines.get(arn);
    if (machine !== undefined)
      return { tags: machine.tags, setTags: (tags) => this.#machines.setTags(arn, tags) };
    const activity = this.#activities.find(arn);
    if (activity !== undefined)
      return { tags: activity.tags, setTags: (tags) => this.#activities.setTags(arn, tags) };
    throw new ServiceError("ResourceNotFound", `Resource not found: '${arn}'`, {
      members: { resourceName: arn },
    });
  }
}
