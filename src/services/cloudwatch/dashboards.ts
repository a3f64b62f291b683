// CloudWatch dashboards: named JSON bodies. The console draws them; nothing else looks inside.

import type { RegionIdentity } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { RecordBook, type Records } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { checkDashboardBody } from "./dashboard-body.ts";

export interface Dashboard {
  readonly dashboardName: string;
  readonly dashboardArn: string;
  /** JSON text, as it was put. */
  readonly dashboardBody: string;
  readonly lastModifiedAt: number;
  readonly sizeBytes: number;
}

export class Dashboards {
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #dashboards: Records<Dashboard>;

  /** Without a book they are in memory. */
  constructor(options: {
    readonly clock: Clock;
    readonly identity: RegionIdentity;
    readonly book?: RecordBook;
  }) {
    this.#dashboards = (options.book ?? RecordBook.inMemory()).records<Dashboard>("dashboard");
    this.#clock = options.clock;
    this.#identity = options.identity;
  }

  find(dashboardName: string): Dashboard | undefined {
    return this.#dashboards.get(dashboardName);
  }

  putDashboard(dashboardName: string, dashboardBody: string): Dashboard {
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(dashboardName)) {
      throw new ServiceError(
        "InvalidParameterValueException",
        "The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n",
      );
    }
    checkDashboardBody(dashboardBody);
    const { partition, accountId } = this.#identity;
    const dashboard: Dashboard = {
      dashboardName,
      // Dashboards belong to an account, not to a region, so their ARN names none.
      dashboardArn: `arn:${partition}:cloudwatch::${accountId}:dashboard/${dashboardName}`,
      dashboardBody,
      lastModifiedAt: this.#clock.now(),
      sizeBytes: Buffer.byteLength(dashboardBody),
    };
    this.#dashboards.put(dashboardName, dashboard);
    return dashboard;
  }

  getDashboard(dashboardName: string): Dashboard {
    const found = this.find(dashboardName);
    if (found === undefined) throw notFound(dashboardName);
    return found;
  }

  listDashboards(prefix = ""): readonly Dashboard[] {
    return this.#dashboards.values().filter(({ dashboardName }) => dashboardName.startsWith(prefix));
  }

  /** Those that are gone: all, or none. Throws DashboardNotFoundError. */
  deleteDashboards(dashboardNames: readonly string[]): readonly Dashboard[] {
    const gone = dashboardNames.map((name) => this.getDashboard(name));
    for (const name of dashboardNames) this.#dashboards.remove(name);
    return gone;
  }
}

function notFound(dashboardName: string): ServiceError {
  return new ServiceError("DashboardNotFoundError", `Dashboard ${dashboardName} does not exist`, {
    status: 404,
  });
}
