// This repository's own service in a region, for the load test: deployed, and not watched.

import { type ServiceNames, serviceNames } from "../load/ingest-watch.ts";
import { registerStations } from "../load/station-registry.ts";
import { findProject } from "../projects/find-project.ts";
import { type DeployedStack, DevSession } from "./dev/dev-session.ts";
import { usageErrorIn } from "./dev/project-errors.ts";
import { type LocalRegion, type LocalRegionOptions, openLocalRegion } from "./local-region.ts";

export interface LocalService extends LocalRegion {
  readonly stacks: readonly DeployedStack[];
  readonly names: ServiceNames;
}

/** Brings the service up; nothing flows until `region.start()`. Throws UsageError. */
export async function openLocalService(options: LocalRegionOptions): Promise<LocalService> {
  const running = await openLocalRegion(options);
  try {
    const project = findProject(options.folder, { parameters: {}, environment: process.env });
    const { services } = running.region;
    running.serve();
    const stacks = await new DevSession(project, services, { allowMissing: false }).deploy();
    const names = serviceNames(stacks[0]?.outputs ?? {});
    await registerStations(services.dynamodb, names.stationsTable);
    return { ...running, stacks, names };
  } catch (problem) {
    await running.close();
    throw usageErrorIn(problem) ?? problem;
  }
}
