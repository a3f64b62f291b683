// Dashboards on the wire. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html

import { optionalString, requiredString } from "../../../aws/wire/members.ts";
import type { Operation } from "../../../aws/wire/operation.ts";
import type { Alarms } from "../alarms/alarms.ts";
import type { Dashboards } from "../dashboards.ts";
import { pageOf } from "./pages.ts";
import { requiredNames } from "./request-bounds.ts";
import { putTags, tagsIn } from "./tag-operations.ts";

interface Tagged {
  readonly dashboards: Dashboards;
  /** Whose tags those of dashboards are among. */
  readonly alarms: Alarms;
}

export function dashboardOperations({ dashboards, alarms }: Tagged): Record<string, Operation> {
  return {
    PutDashboard(request) {
      const name = requiredString(request, "DashboardName");
      const tags = tagsIn(request);
      const isNew = dashboards.find(name) === undefined;
      const { dashboardArn } = dashboards.putDashboard(name, requiredString(request, "DashboardBody"));
      // Tags of one that is there are changed by TagResource.
      if (isNew) putTags(alarms, dashboardArn, tags);
      return { DashboardValidationMessages: [] };
    },
    GetDashboard(request) {
      const { dashboardName, dashboardArn, dashboardBody } = dashboards.getDashboard(
        requiredString(request, "DashboardName"),
      );
      return { DashboardName: dashboardName, DashboardArn: dashboardArn, DashboardBody: dashboardBody };
    },
    ListDashboards(request) {
      const found = dashboards.listDashboards(optionalString(request, "DashboardNamePrefix"));
      const page = pageOf(found, optionalString(request, "NextToken"), 1000);
      return {
        DashboardEntries: page.items.map((dashboard) => ({
          DashboardName: dashboard.dashboardName,
          DashboardArn: dashboard.dashboardArn,
          LastModified: new Date(dashboard.lastModifiedAt),
          Size: dashboard.sizeBytes,
        })),
        NextToken: page.nextToken,
      };
    },
    DeleteDashboards(request) {
      for (const { dashboardArn } of dashboards.deleteDashboards(requiredNames(request, "DashboardNames")))
        alarms.tags.remove(dashboardArn);
      return {};
    },
  };
}
