// Where the page is: `#/machines/orders?view=graph`. Every thing has an address that can be kept.

import { useEffect, useState } from "preact/hooks";

export interface Route {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return parseRoute(hash);
}

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decoded);
  return { parts, query: new URLSearchParams(query) };
}

/** An address that somebody mistyped is one of nothing, rather than no page at all. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function addressOf(parts: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const path = parts.map(encodeURIComponent).join("/");
  const search = new URLSearchParams(query).toString();
  return `#/${path}${search === "" ? "" : `?${search}`}`;
}

export function go(address: string): void {
  location.hash = address;
}

/** The page of what has this ARN; undefined if it has none. */
export function addressOfArn(arn: string): string | undefined {
  const [, , service = "", , , ...rest] = arn.split(":");
  const resource = rest.join(":");
  switch (service) {
    case "states":
      if (resource.startsWith("mapRun:")) return addressOf(["map-runs", arn]);
      if (resource.startsWith("stateMachine:")) return addressOf(["machines", rest[1] ?? ""]);
      return /^(?:execution|express):/.test(resource) ? addressOf(["executions", arn]) : undefined;
    case "kinesis":
      return addressOf(["streams", resource.replace(/^stream\//, "").replace(/\/.*$/, "")]);
    case "lambda":
      return addressOf(["functions", rest[1] ?? ""]);
    case "sqs":
      return addressOf(["queues", resource]);
    case "events":
      return addressOf(["buses", resource.replace(/^(?:event-bus|rule)\//, "").replace(/\/.*$/, "")]);
    case "dynamodb":
      return addressOf(["tables", resource.replace(/^table\//, "").replace(/\/.*$/, "")]);
    case "logs":
      return addressOf(["logs", (rest[1] ?? "").replace(/:\*$/, "")]);
    case "scheduler":
      return addressOf(["schedules", ...resource.split("/").slice(1)]);
    case "cloudwatch":
      return resource.startsWith("alarm:") ? addressOf(["alarms", rest.slice(1).join(":")]) : undefined;
    case "s3":
      return addressOf(["buckets", resource.replace(/\/.*$/, "")]);
    default:
      return undefined;
  }
}
