// The tags of a bus or a rule, as its template has them.

import type { Properties } from "../../../aws/template/properties.ts";
import type { EventBuses } from "../buses/event-buses.ts";

export async function settleTags(buses: EventBuses, arn: string, properties: Properties): Promise<void> {
  const wanted = properties.tags();
  const left = Object.keys(buses.tagsOf(arn)).filter((key) => !Object.hasOwn(wanted, key));
  if (left.length > 0) await buses.untag(arn, left);
  if (Object.keys(wanted).length > 0) await buses.tag(arn, wanted);
}
