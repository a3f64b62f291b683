// One region on one machine: opens every service behind its door, lets flow what flows, and closes them again.

import { join } from "node:path";
import { localIdentity, type RegionIdentity } from "../aws/arn.ts";
import { type OfferedKind, offeredKind } from "../aws/template/resource-kind.ts";
import { reportUnexpected } from "../aws/unexpected.ts";
import type { ServiceApi } from "../aws/wire/operation.ts";
import type { House } from "../services/house.ts";
import type { Repair } from "../storage/damage.ts";
import { type Clock, systemClock } from "../time/clock.ts";
import { provideBootstrap } from "./cdk-bootstrap.ts";
import { explainOpening, lockDataFolder } from "./data-folder.ts";
import type { AnyDoor, Doors } from "./doors.ts";
import { checkHeldFiles, noteHeldFiles } from "./held-files.ts";
import { Access, type AccessMode } from "./permissions/access.ts";
import { guardedApi } from "./permissions/guarded-api.ts";
import { Router } from "./router.ts";
import { type ServiceSettings, type Services, services } from "./services.ts";

export interface RegionOptions extends ServiceSettings {
  /** Where the region keeps what it acknowledged; undefined keeps it in memory. */
  readonly directory: string | undefined;
  /** Where the region's API will be found, such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Given to keep what is whole of damaged files, instead of refusing to open. */
  readonly repair?: Repair | undefined;
  /**
   * Told of whatever a timer, a listener, a worker or a promise that nobody awaits threw: a fault of ours, which ended that one
   * thing and nothing else. @default written to standard error
   */
  readonly onFault?: House["onFault"];
  /** Whether the holders of roles are refused what their policies do not allow, or it is only told. @default "off" */
  readonly permissions?: AccessMode | "off" | undefined;
  /** Told of what a role's policies do not allow, once for each message. @default nobody */
  readonly onDenied?: ((message: string) => void) | undefined;
  /** Told what a client's request is likely not to mean, and what its answer has no place for. @default nobody */
  readonly onWarning?: House["onWarning"];
  /** @default localIdentity */
  readonly identity?: RegionIdentity;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** A service that is open, and the door that it is behind. */
export interface OpenService {
  readonly door: AnyDoor;
  readonly service: unknown;
}

export class Region<Open = Services> {
  readonly identity: RegionIdentity;
  readonly clock: Clock;
  readonly router: Router;
  /** What is open, by the names in ARNs. */
  readonly services: Open;
  /** The APIs by the names that `aws-sdk:` tasks give them. */
  readonly apis: ReadonlyMap<string, ServiceApi>;

  /** Of roles and what their holders did; undefined where nobody looks at permissions. */
  readonly permissions: Pick<Access, "roleUses" | "usesOf"> | undefined;

  readonly #open: readonly OpenService[];
  readonly #unlock: () => void;

  private constructor(house: House, opened: Opened, unlock: () => void) {
    this.identity = house.identity;
    this.clock = house.clock;
    this.router = opened.router;
    this.services = opened.services as Open;
    this.apis = opened.apis;
    this.permissions = opened.access;
    this.#open = opened.list;
    this.#unlock = unlock;
  }

  /** Throws DataFolderError if the folder cannot be used or belongs to another region that is up. */
  static async open(options: RegionOptions): Promise<Region> {
    const region = await Region.openWith(services, options);
    try {
      await provideBootstrap(region.services, region.identity);
      return region;
    } catch (problem) {
      await region.close();
      throw explainOpening(problem);
    }
  }

  /** A region of other services than the usual ones. Throws DataFolderError. */
  static async openWith<Open>(doors: Doors<Open>, options: RegionOptions): Promise<Region<Open>> {
    const { directory, repair } = options;
    const unlock = directory === undefined ? () => {} : lockDataFolder(directory);
    const opened = new Opened(options);
    try {
      if (directory !== undefined)
        checkHeldFiles(directory, doors.list, { identity: opened.house.identity, repair });
      for (const door of doors.list) await opened.open(door);
      for (const { door, service } of opened.list) await door.ready?.(service);
      if (directory !== undefined) await noteHeldFiles(directory, doors.list, opened.house.identity);
      return new Region<Open>(opened.house, opened, unlock);
    } catch (error) {
      // Whatever is open keeps its files and its threads, and so the process.
      for (const { door, service } of opened.list.toReversed()) await closeQuietly(door, service);
      unlock();
      throw explainOpening(error);
    }
  }

  /** Lets records and events flow: first those that the last run left over. Throws DataFolderError for damaged checkpoints. */
  start(): void {
    try {
      // From the last on: what hands things on before what makes them come in.
      for (const { door, service } of this.#open.toReversed()) door.start?.(service);
    } catch (problem) {
      throw explainOpening(problem);
    }
  }

  /** Ends what is in flight, from the sources down, and closes every service. */
  async close(): Promise<void> {
    const lastFirst = this.#open.toReversed();
    for (const { door, service } of lastFirst) await door.stop?.(service);
    for (const { door, service } of lastFirst) await door.close?.(service);
    this.#unlock();
  }
}

/** The region while it is opened: what is open by now, and the house that the next service finds. */
class Opened {
  readonly list: OpenService[] = [];
  readonly apis = new Map<string, ServiceApi>();
  readonly kinds = new Map<string, OfferedKind>();
  readonly services: Record<string, unknown> = {};
  readonly router: Router;
  readonly house: House & ServiceSettings;
  readonly access: Access | undefined;

  /** A service is given a folder of its own and never the whole one. */
  constructor({ directory, permissions = "off", onDenied, ...options }: RegionOptions) {
    const { identity = localIdentity, clock = systemClock, onFault = tellFault, repair } = options;
    const access =
      permissions === "off" ? undefined : new Access({ mode: permissions, identity, clock, onDenied });
    this.access = access;
    this.router = new Router(identity, access && ((request) => access.checkDelivery(request)), clock);
    this.house = {
      ...options,
      ...{ identity, clock, onFault, repair },
      ...{ router: this.router, access },
      folder: (name) => (directory === undefined ? undefined : join(directory, name)),
      api: (sdkName) => this.apis.get(sdkName),
      kind: (type) => this.kinds.get(type),
    };
  }

  async open(door: AnyDoor): Promise<void> {
    const service: unknown = await door.open({ ...this.house, ...this.services });
    this.list.push({ door, service });
    this.services[door.name] = service;
    const access = this.access;
    access?.add(door, service);
    for (const [sdkName, apiOf] of Object.entries(door.apis ?? {})) {
      const api = apiOf(service);
      this.apis.set(sdkName, access === undefined ? api : guardedApi(api, door.name, access));
    }
    for (const kind of door.kinds ?? []) this.kinds.set(kind.type, offeredKind(kind, service));
    this.router.add(...(door.targets ?? []).map((target) => target(service)));
  }
}

const tellFault: House["onFault"] = (fault, where) => reportUnexpected(where, fault);

/** What it was closed for is told; that a service cannot be closed either tells nothing more. */
async function closeQuietly({ stop, close }: AnyDoor, service: unknown): Promise<void> {
  try {
    await stop?.(service);
    await close?.(service);
  } catch {}
}
