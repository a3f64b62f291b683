// What a service says of itself to whoever opens it. The region goes over a list of these and knows no service by itself.

import type { DeliverySource, DeliveryTarget } from "../aws/delivery.ts";
import type { ResourceKind } from "../aws/template/resource-kind.ts";
import type { ServiceApi } from "../aws/wire/operation.ts";
import type { Authority, ServicePermissions } from "./permissions.ts";

/**
 * `Service` is what is open of it; `Needs` is what it takes of the house and of the services opened before it, each as the least
 * interface that will do.
 */
export interface ServiceDoor<Name extends string, Needs, Service> {
  /** As it is called in ARNs. */
  readonly name: Name;
  readonly open: (needs: Needs) => Service | Promise<Service>;
  /** What it is to the wire, by the names that `aws-sdk:<name>:…` tasks give its APIs. */
  readonly apis?: { readonly [sdkName: string]: (service: Service) => ServiceApi };
  /** What its operations need of whoever calls them. Without it anybody may. */
  readonly permissions?: ServicePermissions<Service>;
  /** The same by other names than its own: of services that are not here, and in whose place it does something. */
  readonly permissionsFor?: { readonly [service: string]: ServicePermissions<Service> };
  /** What it knows of who calls and what they may. */
  readonly authority?: Authority<Service>;
  /** What a template can ask of it. */
  readonly kinds?: readonly ResourceKind<Service>[];
  /** What of it delivers to others. `docs/services.md` has them in a table. */
  readonly sources?: readonly DeliverySource[];
  /** What of it others can deliver to. */
  readonly targets?: readonly ((service: Service) => DeliveryTarget)[];
  /** The files that are there from its first opening on and never taken away, by their path in the data folder, with what they hold. */
  readonly keeps?: { readonly [file: string]: string };
  /** Once every service is open: does what it needs others for, before anything flows. */
  readonly ready?: (service: Service) => void | Promise<void>;
  /** Lets flow what flows by itself: first what the last run left over. */
  readonly start?: (service: Service) => void;
  /** Ends what flows by itself; asked of every service before the first is closed. */
  readonly stop?: (service: Service) => void | Promise<void>;
  readonly close?: (service: Service) => void | Promise<void>;
}
