// The deployments that CloudFormation has had made since the region is up. One that a restart cut off is begun anew under another id.

import { randomBytes } from "node:crypto";
import type { RegionIdentity } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { DeploymentOrder } from "../../aws/template/traffic-shift.ts";
import { Deployment, type DeploymentParts } from "./deployment.ts";

/** The oldest are forgotten first. */
const mostKept = 1000;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

export class Deployments {
  readonly #parts: DeploymentParts;
  readonly #all = new Map<string, Deployment>();

  constructor(parts: DeploymentParts) {
    this.#parts = parts;
  }

  get identity(): RegionIdentity {
    return this.#parts.identity;
  }

  begin(order: DeploymentOrder): Deployment {
    const deployment = new Deployment(newId(), order, this.#parts);
    this.#all.set(deployment.id, deployment);
    const [oldest] = this.#all.keys();
    if (this.#all.size > mostKept && oldest !== undefined) this.#all.delete(oldest);
    return deployment;
  }

  find(id: string): Deployment | undefined {
    return this.#all.get(id);
  }

  /** Throws ServiceError as CodeDeploy does. */
  get(id: string | undefined): Deployment {
    if (id === undefined || id === "")
      throw new ServiceError("DeploymentIdRequiredException", "The deployment ID is required");
    if (!/^d-[A-Z0-9]{9}$/.test(id))
      throw new ServiceError("InvalidDeploymentIdException", `The format of deploymentId '${id}' is invalid`);
    const found = this.#all.get(id);
    if (found !== undefined) return found;
    throw new ServiceError("DeploymentDoesNotExistException", `The deployment ${id} could not be found`);
  }
}

/** As `d-82EELWTXI`. */
function newId(): string {
  const drawn = Array.from(randomBytes(9), (byte) => letters[byte % letters.length]);
  return `d-${drawn.join("")}`;
}
